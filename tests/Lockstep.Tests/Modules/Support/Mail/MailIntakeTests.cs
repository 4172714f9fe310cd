using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Support.Mail;
using Lockstep.Support.MailIn;
using Lockstep.Support.MailIn.Reading;
using Lockstep.Support.Schema;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Support.Mail;

/// <summary>What a mail does here, whoever it is from.</summary>
[RunsOnEachStore]
public sealed class MailIntakeTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private static readonly DateTimeOffset Monday = TestIntake.Monday;

    private TestApp App => fixture.App;

    private TestIntake Intake => new(App);

    private IStore Store => App.Services.GetRequiredService<SupportDatabase>().Store;

    [Fact]
    public async Task Only_who_asked_or_the_customer_writes_in_a_thread_and_a_number_alone_opens_none()
    {
        var mine = await TakeAsync("ada@t1.example", "1@t1", "A question");
        mine.CommentId.ShouldBeNull();
        var reply = await TakeAsync("Ada <ADA@t1.example>", "2@t1", "Re: A question", "In-Reply-To: <1@t1>");
        (reply.TicketId, reply.CommentId is not null).ShouldBe((mine.TicketId, true));
        (await TakeAsync("eve@t1.example", "3@t1", "Re: A question", "In-Reply-To: <1@t1>")).TicketId.ShouldNotBe(mine.TicketId);
        (await TakeAsync("ada@t1.example", "4@t1", $"Re: [#{mine.TicketId}] ticket {mine.TicketId}")).TicketId.ShouldNotBe(mine.TicketId);
        (await TakeAsync("ada@t1.example", "5@t1", $"Re: {(await TokensAsync()).MarkOf(mine.TicketId!.Value)}"))
            .TicketId.ShouldBe(mine.TicketId);
        (await TakeAsync("eve@t1.example", "6@t1", $"Re: {(await TokensAsync()).MarkOf(mine.TicketId.Value)}"))
            .TicketId.ShouldNotBe(mine.TicketId);
    }

    [Fact]
    public async Task A_customer_is_known_by_its_address_writes_in_its_tickets_and_reopens_them()
    {
        var customer = await App.AddCustomerAsync("""{"name":"Ada","email":"ada@t2.example"}""");
        var made = await App.PostAsync("/api/tickets", $$"""{"customerId":{{customer}},"subject":"By telephone"}""");
        var id = (long)made.Body!["id"]!;
        (await App.Admin.SendAsync(HttpMethod.Patch, $"/api/tickets/{id}", """{"status":"resolved"}""")).Status.ShouldBe(200);
        (await TakeAsync("ada@t2.example", "1@t2", $"Re: {(await TokensAsync()).MarkOf(id)}")).TicketId.ShouldBe(id);
        var ticket = (await App.GetAsync($"/api/tickets/{id}")).Body!;
        ((string?)ticket["status"]).ShouldBe("open");
        var comment = (await App.GetAsync($"/api/tickets/{id}/comments")).Items[0]!;
        ((string?)comment["from"], (string?)comment["visibility"], (string?)comment["author"])
            .ShouldBe(("customer", "public", $"mail:customer-{customer}"));
        var next = await TicketAsync(await TakeAsync("ada@t2.example", "2@t2", "Another one"));
        ((long?)next["customerId"], (string?)next["requester"]).ShouldBe((customer, null));
    }

    [Fact]
    public async Task A_sender_whom_nobody_vouches_for_is_no_customer_and_in_no_thread()
    {
        await App.AddCustomerAsync("""{"name":"Ada","email":"ada@t3.example"}""");
        var mine = await TakeAsync("ada@t3.example", "1@t3", "Mine");
        var forged = await TakeAsync("ada@t3.example", "2@t3", "Re: Mine", "In-Reply-To: <1@t3>", vouchedBy: "mx.example.com");
        forged.TicketId.ShouldNotBe(mine.TicketId);
        var ticket = await TicketAsync(forged);
        ((long?)ticket["customerId"], (string?)ticket["requester"]).ShouldBe((null, "ada@t3.example"));
    }

    [Fact]
    public async Task Fields_that_the_staff_require_of_tickets_keep_no_mail_out()
    {
        (await App.PostAsync("/api/tickets/fields", """{"name":"device","type":"text","required":true}""")).Status.ShouldBe(201);
        (await TakeAsync("ada@t11.example", "1@t11", "Without a device")).State.ShouldBe(IncomingMails.Taken);
        (await App.Admin.SendAsync(HttpMethod.Delete, "/api/tickets/fields/device", null)).Status.ShouldBe(204);
    }

    [Fact]
    public async Task What_came_before_or_from_here_or_from_a_machine_has_no_effect()
    {
        await TakeAsync("ada@t4.example", "1@t4", "Once");
        (await TakeAsync("ada@t4.example", "1@t4", "Once")).State.ShouldBe(IncomingMails.Ignored);
        (await TakeAsync("ada@t4.example", (await TokensAsync()).MessageIdOf(1, 1, "x"), "Round")).Reason.ShouldBe("it was sent from here");
        (await TakeAsync("ada@t4.example", "2@t4", "Away", "Auto-Submitted: auto-replied")).State.ShouldBe(IncomingMails.Ignored);
        (await App.GetAsync("/api/tickets?requester=ada@t4.example")).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Of_one_sender_so_many_are_taken_within_an_hour_and_the_others_are_kept_for_people()
    {
        for (var number = 0; number < 30; number++)
        {
            (await TakeAsync("flood@t5.example", $"{number}@t5", "Flood")).State.ShouldBe(IncomingMails.Taken);
        }

        var beyond = await TakeAsync("flood@t5.example", "30@t5", "Flood");
        (beyond.State, beyond.Reason)
            .ShouldBe((IncomingMails.Aside, "its sender sent more than 30 within an hour (Support:Mail:SenderMailsPerHour)"));
        (await TakeAsync("calm@t5.example", "1@t5", "Calm")).State.ShouldBe(IncomingMails.Taken);
        (await TakeAsync("flood@t5.example", "31@t5", "Flood", arrivedAt: Monday.AddHours(2))).State.ShouldBe(IncomingMails.Taken);
        var aside = (await App.GetAsync("/api/tickets/mail/incoming?size=500"))
            .Items.Single(one => (string?)one!["from"] is "flood@t5.example")!;
        (await App.PostAsync($"/api/tickets/mail/incoming/{aside["id"]}/discard", "{}")).Blamed.ShouldBe(["reason"]);
        (await App.PostAsync($"/api/tickets/mail/incoming/{aside["id"]}/discard", """{"reason":"spam"}""")).Body!["state"]!.ToString()
            .ShouldBe("discarded");
        (await App.PostAsync($"/api/tickets/mail/incoming/{aside["id"]}/discard", """{"reason":"spam"}""")).Status.ShouldBe(409);
        (await App.PostAsync($"/api/tickets/mail/incoming/{aside["id"]}/retry", "{}")).Body!["state"]!.ToString().ShouldBe("again");
        (await App.PostAsync("/api/tickets/mail/incoming/999999/retry", "{}")).Status.ShouldBe(404);
        (await App.GetAsync("/api/tickets/mail/incoming?state=lost")).Blamed.ShouldBe(["state"]);
    }

    [Fact]
    public async Task An_answer_to_a_ticket_that_was_merged_goes_to_the_one_that_was_kept_and_to_none_that_is_gone()
    {
        var (merged, kept) = (await TakeAsync("ada@t6.example", "1@t6", "Merged"), await TakeAsync("ada@t6.example", "2@t6", "Kept"));
        (await App.PostAsync($"/api/tickets/{merged.TicketId}/merge", $$"""{"into":{{kept.TicketId}}}""")).Status.ShouldBe(200);
        (await TakeAsync("ada@t6.example", "3@t6", "Re: Merged", "In-Reply-To: <1@t6>")).TicketId.ShouldBe(kept.TicketId);
        (await App.Admin.SendAsync(HttpMethod.Delete, $"/api/tickets/{kept.TicketId}", null)).Status.ShouldBe(204);
        var anew = await TakeAsync("ada@t6.example", "4@t6", "Re: Kept", "In-Reply-To: <2@t6>");
        (anew.State, anew.TicketId == kept.TicketId).ShouldBe((IncomingMails.Taken, false));
        var gone = (await App.GetAsync($"/api/tickets/mail/incoming?ticketId={kept.TicketId}")).Items;
        gone.Select(static one => (string?)one!["from"]).ShouldAllBe(static from => from == null);
    }

    [Fact]
    public async Task An_answer_finds_the_ticket_that_was_kept_even_when_the_one_that_was_merged_into_it_is_deleted()
    {
        var (merged, kept) = (await TakeAsync("ada@t10.example", "1@t10", "Merged"), await TakeAsync("ada@t10.example", "2@t10", "Kept"));
        var said = (long)(await App.PostAsync($"/api/tickets/{merged.TicketId}/comments", """{"body":"Soon."}""")).Body!["id"]!;
        (await App.PostAsync($"/api/tickets/{merged.TicketId}/merge", $$"""{"into":{{kept.TicketId}}}""")).Status.ShouldBe(200);
        (await App.GetAsync($"/api/tickets/mail/incoming?ticketId={kept.TicketId}")).Items.Count.ShouldBe(2);
        (await App.Admin.SendAsync(HttpMethod.Delete, $"/api/tickets/{merged.TicketId}", null)).Status.ShouldBe(204);
        var ours = (await TokensAsync()).MessageIdOf(merged.TicketId!.Value, said, "example.com");
        (await TakeAsync("ada@t10.example", "3@t10", "Re: Merged", "In-Reply-To: <1@t10>")).TicketId.ShouldBe(kept.TicketId);
        (await TakeAsync("ada@t10.example", "4@t10", "Re: Merged", $"In-Reply-To: <{ours}>")).TicketId.ShouldBe(kept.TicketId);
    }

    [Fact]
    public async Task What_nobody_looked_at_in_time_is_given_up_and_says_so()
    {
        for (var number = 0; number <= 30; number++)
        {
            await TakeAsync("flood@t11.example", $"{number}@t11", "Flood");
        }

        var aside = await AsideAsync();
        await Store.WriteAsync(
            transaction => transaction.ExecuteAsync("update incoming_mails set begun_at = 0 where id = $1", aside), CancellationToken.None);
        var (retention, app) = (IncomingMails.AsideRetention, App.Services.GetRequiredService<TimeProvider>());
        retention.Keep(App.Services).ShouldBe(TimeSpan.FromDays(180));
        foreach (var rule in new[] { retention, OutgoingMails.AsideRetention })
        {
            await Store.WriteAsync(
                transaction => transaction.ExecuteAsync(rule.Sql, app.GetUtcNow() - rule.Keep(App.Services), 500), CancellationToken.None);
        }

        var given = (await App.GetAsync($"/api/tickets/mail/incoming/{aside}")).Body!;
        ((string?)given["state"], (string?)given["reason"])
            .ShouldBe(("discarded", "nobody looked at it in time (Support:Mail:KeepAside)"));
        async Task<long> AsideAsync() => (long)(await App.GetAsync("/api/tickets/mail/incoming?size=500"))
            .Items.Single(static one => (string?)one!["from"] is "flood@t11.example")!["id"]!;
    }

    [Fact]
    public async Task Files_hang_on_what_the_mail_became_and_what_does_not_fit_is_named()
    {
        var parts = string.Concat(Enumerable.Range(0, 22)
            .Select(static n => $"--a\nContent-Type: text/plain; name=f{n}.txt\nContent-Disposition: attachment\n\nfile {n}\n"));
        var note = await TakeAsync("ada@t7.example", "1@t7", "Files", "Content-Type: multipart/mixed; boundary=a",
            text: $"--a\n\nHere\n{parts}--a--\n");
        var ticket = await TicketAsync(note);
        ((string)ticket["description"]!)
            .ShouldBe("Here\n\n[Files that are only in the box, being empty, too large or too many: f20.txt (7 bytes), f21.txt (7 bytes)]");
        var files = (await App.GetAsync($"/api/tickets/{note.TicketId}/attachments")).Items;
        (files.Count, (string?)files[0]!["name"], (string?)files[0]!["visibility"]).ShouldBe((20, "f0.txt", "public"));
    }

    [Fact]
    public async Task A_long_text_is_shortened_and_hangs_on_the_ticket_as_a_whole()
    {
        var note = await TakeAsync("ada@t8.example", "1@t8", "Long", text: new string('ä', 30_000));
        ((string)(await TicketAsync(note))["description"]!)
            .ShouldEndWith("…\n\n[The text is longer than what a ticket shows; all of it is in mail.txt.]");
        ((long)(await App.GetAsync($"/api/tickets/{note.TicketId}/attachments")).Items[0]!["size"]!).ShouldBe(60_000);
    }

    [Fact]
    public async Task Who_lost_the_lease_of_the_box_decides_nothing()
    {
        var turn = await Intake.BeginAsync(Monday);
        var second = await Lease.TryAcquireAsync(Store, "mail test", "second", new LeaseOptions(),
            App.Services.GetRequiredService<TimeProvider>(), CancellationToken.None);
        second.ShouldBeNull("it is held");
        await turn.Lease.ReleaseAsync(Store, CancellationToken.None);
        (await Lease.TryAcquireAsync(Store, "mail test", "second", new LeaseOptions(), App.Services.GetRequiredService<TimeProvider>(),
            CancellationToken.None)).ShouldNotBeNull();
        await Should.ThrowAsync<LeaseLostException>(Intake.TakeAsync(turn, "From: ada@t9.example\nSubject: Late\n\nText", ""));
        (await App.GetAsync("/api/tickets?requester=ada@t9.example")).Items.ShouldBeEmpty();
        await Store.WriteAsync(
            transaction => transaction.ExecuteAsync("update leases set expires_at = 0 where name = 'mail test'"), CancellationToken.None);
    }

    private Task<MailNote> TakeAsync(
        string from, string id, string subject, string head = "X-Nothing: here", string text = "Text", string vouchedBy = "",
            DateTimeOffset? arrivedAt = null) => Intake.TakeAsync(from, id, subject, head, text, vouchedBy, arrivedAt);

    private async Task<JsonNode> TicketAsync(MailNote note) =>
        (await App.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/api/tickets/{note.TicketId}"))).Body!;

    private ValueTask<ThreadTokens> TokensAsync() => Intake.TokensAsync();
}
