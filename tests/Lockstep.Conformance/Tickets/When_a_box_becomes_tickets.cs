using System.Globalization;
using System.Text.Json;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Tickets;

/// <summary>A real IMAP server, a real SMTP server, and people who write mails to each other.</summary>
public sealed class When_a_box_becomes_tickets(StartedSites sites)
{
    private const string Ada = "Ada Lovelace <ada@example.com>";

    [Theory]
    [OnEachStore]
    public async Task Mails_become_tickets_and_answers_go_back_in_the_thread(StoreKind store)
    {
        await using var site = await sites.CopyAsync(store);
        await using var box = await ImapServer.StartAsync();
        await using var mail = await MailServer.StartAsync();
        box.Lead(site, mail);
        await using var server = ServerProcess.Start(site);
        using var api = await server.ReadyAsync();
        var ada = (await api.PostAsync("/api/customers", new { name = "Ada", email = "Ada@example.com" })).GetProperty("id").GetInt64();

        await box.DeliverAsync(Letters.Page(Ada, "one@ada", "Two boxes are missing",
            "<p>Dear <b>all</b>,<br>where are they?</p><script>x</script>", "list.txt", "box 1\nbox 2"));
        var ticket = await TicketAsync(api, "Two boxes are missing");
        ticket.GetProperty("customerId").GetInt64().ShouldBe(ada);
        ticket.GetProperty("description").GetString().ShouldBe("Dear all,\nwhere are they?");

        var answer = await AnswerAsync(api, mail, ticket);
        await ReplyAsync(api, box, answer, ticket.GetProperty("id").GetInt64());
        (await StatesAsync(api)).ShouldBe(["taken", "taken", "taken", "ignored", "taken"]);
        (await api.CountAsync("/api/tickets")).ShouldBe(2);
        await Eventually.HoldsAsync(async () => (await box.ListAsync()).All(static one => one.IsSeen) ? null : "a mail is unread");
        mail.Waiting.ShouldBe(0, "nobody else was written to");
    }

    /// <summary>What the staff say among themselves stays here, what they say in public goes out, in the thread.</summary>
    private static async Task<ArrivedMail> AnswerAsync(Api api, MailServer mail, JsonElement ticket)
    {
        var id = ticket.GetProperty("id").GetInt64();
        await api.PostAsync($"/api/tickets/{id}/comments", new { body = "She is right.", visibility = "internal" });
        await api.PostAsync($"/api/tickets/{id}/comments", new { body = "They leave today.", visibility = "public" });
        var answer = await mail.NextAsync();
        (answer.To[0], answer.Text.Trim(), answer.InReplyTo, answer.Sender)
            .ShouldBe(("Ada@example.com", "They leave today.", "<one@ada>", $"Support <{ImapServer.Address}>"));
        answer.Subject.ShouldStartWith($"Re: Two boxes are missing [#{id}-");
        answer.Raw.ShouldNotContain("She is right");
        return answer;
    }

    private static async Task ReplyAsync(Api api, ImapServer box, ArrivedMail answer, long id)
    {
        // An answer to it is a comment, without what it quotes; of a stranger, who has all of it by heart, it is a ticket of its own.
        string[] replies = [$"In-Reply-To: {answer.MessageId}", $"References: <one@ada> {answer.MessageId}"];
        await box.DeliverAsync(Letters.Plain(Ada, "two@ada", answer.Subject, "Thank you!\n\nOn Monday Support wrote:\n> They leave today.",
            replies));
        await box.DeliverAsync(Letters.Plain("Eve <eve@example.com>", "one@eve", answer.Subject, "Send them to me.", replies));
        var strange = await TicketAsync(api, "Two boxes are missing", than: id);
        (strange.GetProperty("customerId").ValueKind, strange.GetProperty("requester").GetString())
            .ShouldBe((JsonValueKind.Null, "eve@example.com"));
        (await CommentsAsync(api, id)).ShouldBe(["She is right.", "They leave today.", "Thank you!"]);

        // Machines get neither a ticket nor an answer; a program that says nothing of the thread is known by the mark in the subject.
        await box.DeliverAsync(Letters.Plain(Ada, "three@ada", "Out of office", "I am away.", "Auto-Submitted: auto-replied"));
        await box.DeliverAsync(Letters.Plain(Ada, "four@ada", answer.Subject, "One more thing."));
        await Eventually.HoldsAsync(async () => (await CommentsAsync(api, id)).Count is 4 ? null : "the fourth comment is missing");
    }

    [Theory]
    [OnEachStore]
    public async Task What_can_not_be_taken_in_or_sent_is_put_aside_and_the_others_go_on(StoreKind store)
    {
        await using var site = await sites.CopyAsync(store);
        await using var box = await ImapServer.StartAsync();
        await using var mail = await MailServer.StartAsync();
        var settings = box.SettingsOf(mail);
        settings["Support"]!["Mail"]!["SizeMax"] = 4_096;
        settings["Support"]!["Mail"]!["SendAttempts"] = 2;
        settings["Support"]!["Mail"]!["DoneFolder"] = "Done";
        ImapServer.Lead(site, settings);
        await box.DeliverAsync(Letters.Plain(Ada, "big@ada", "Too large", new string('x', 5_000)));
        await box.DeliverAsync("Subject: nobody\nMessage-ID: <nobody@ada>\n\nWho am I?");
        await box.DeliverAsync(Letters.Plain("Refused <refused@example.com>", "one@refused", "First", "One"));
        await box.DeliverAsync(Letters.Plain("Later <later@example.com>", "one@later", "Second", "Two"));
        await box.DeliverAsync(Letters.Plain(Ada, "good@ada", "Third", "Three"));
        await using (var server = ServerProcess.Start(site))
        {
            using var api = await server.ReadyAsync();
            await SomeAreAsideAsync(api, box, mail);
            await server.SignalAsync("TERM");
            (await server.ExitAsync()).ShouldBe(0);
        }

        // With more room the large one is taken in when somebody wants it.
        settings["Support"]!["Mail"]!["SizeMax"] = 40_960;
        ImapServer.Lead(site, settings);
        await using var next = ServerProcess.Start(site);
        using var again = await next.ReadyAsync();
        var large = (await ItemsAsync(again, "incoming"))[0].GetProperty("id").GetInt64();
        await again.PostAsync($"/api/tickets/mail/incoming/{large}/retry", new { });
        await TicketAsync(again, "Too large");
        (await ItemsAsync(again, "incoming")).Count.ShouldBe(1);
        await again.PostAsync($"/api/tickets/mail/incoming/{large + 1}/discard", new { reason = "An advertisement" });
        (await ItemsAsync(again, "incoming")).ShouldBeEmpty();
    }

    private static async Task SomeAreAsideAsync(Api api, ImapServer box, MailServer mail)
    {
        foreach (var subject in new[] { "First", "Second", "Third" })
        {
            var id = (await TicketAsync(api, subject)).GetProperty("id").GetInt64();
            await api.PostAsync($"/api/tickets/{id}/comments", new { body = $"Answer to {subject}", visibility = "public" });
        }

        (await mail.NextAsync()).Text.Trim().ShouldBe("Answer to Third");
        await Eventually.HoldsAsync(async () => (await ItemsAsync(api, "outgoing?state=aside")).Count is 2 ? null
            : "two are not aside yet");
        var aside = await ItemsAsync(api, "incoming");
        aside[0].GetProperty("reason").GetString().ShouldEndWith("more than 4096 (Support:Mail:SizeMax)");
        aside[1].GetProperty("reason").GetString().ShouldBe("it has no sender that an answer could go to");
        (await ItemsAsync(api, "outgoing?state=aside")).Select(static one => one.GetProperty("reason").GetString()).ShouldBe(
            ["5.1.1 no such user here", "4.7.1 come again"], ignoreOrder: true);
        await Eventually.HoldsAsync(async () => (await box.ListAsync("Done")).Count is 3 ? null : "they are not moved");
        (await box.ListAsync()).Where(static one => one.IsFlagged).Select(static one => one.MessageId).ShouldBe(["big@ada", "nobody@ada"]);
    }

    [Fact]
    public async Task A_box_that_counts_its_mails_anew_doubles_nothing()
    {
        await using var site = await sites.CopyAsync(StoreKind.Sqlite);
        await using var box = await ImapServer.StartAsync();
        await using var mail = await MailServer.StartAsync();
        box.Lead(site, mail);
        await box.DeliverAsync(Letters.Plain(Ada, "one@ada", "First", "One"));
        await using (var server = ServerProcess.Start(site))
        {
            using var api = await server.ReadyAsync();
            await TicketAsync(api, "First");
            await server.SignalAsync("TERM");
            (await server.ExitAsync()).ShouldBe(0);
        }

        box.ForgetNumbers();
        await box.DeliverAsync(Letters.Plain(Ada, "two@ada", "Second", "Two"));
        await using var next = ServerProcess.Start(site);
        using var again = await next.ReadyAsync();
        await TicketAsync(again, "Second");
        (await again.CountAsync("/api/tickets")).ShouldBe(2);
        (await ItemsAsync(again, "incoming?state=ignored")).Single().GetProperty("reason").GetString()
            .ShouldStartWith("it is the same as mail ");
    }

    [Fact]
    public async Task Two_processes_read_one_box_and_when_one_dies_the_other_goes_on_and_nothing_comes_twice()
    {
        await using var site = await sites.CopyAsync(StoreKind.Postgres);
        await using var box = await ImapServer.StartAsync();
        await using var mail = await MailServer.StartAsync();
        box.Lead(site, mail);
        await using var first = ServerProcess.Start(site);
        using var one = await first.ReadyAsync();
        await using var second = ServerProcess.Start(site);
        using var two = await second.ReadyAsync();
        for (var number = 1; number <= 10; number++)
        {
            await box.DeliverAsync(Letters.Plain(Ada, $"{number}@ada", $"Mail {number}.", "Hello"));
            if (number == 5)
            {
                // The first one has read the box since before the second one came.
                var ticket = await TicketAsync(two, "Mail 5.");
                first.Kill();
                await two.PostAsync($"/api/tickets/{ticket.GetProperty("id").GetInt64()}/comments", new { body = "We look into it." });
            }
        }

        await TicketAsync(two, "Mail 10.");
        (await two.CountAsync("/api/tickets")).ShouldBe(10);
        (await mail.NextAsync()).Text.Trim().ShouldBe("We look into it.");
        mail.Waiting.ShouldBe(0);
    }

    private static async Task<JsonElement> TicketAsync(Api api, string subject, long than = 0)
    {
        JsonElement? found = null;
        await Eventually.HoldsAsync(async () =>
        {
            var page = await api.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/api/tickets?q={Uri.EscapeDataString(subject)}"));
            found = page.GetProperty("items").EnumerateArray().Select(static one => (JsonElement?)one.Clone()).FirstOrDefault(one =>
                one!.Value.GetProperty("subject").ValueEquals(subject) && one.Value.GetProperty("id").GetInt64() > than);
            return found is null ? $"there is no ticket {subject}" : null;
        });
        return found!.Value;
    }

    private static async Task<IReadOnlyList<string?>> CommentsAsync(Api api, long ticket) =>
        [.. (await api.GetAsync($"/api/tickets/{ticket}/comments")).GetProperty("items").EnumerateArray()
            .Select(static one => one.GetProperty("body").GetString())];

    private static async Task<IReadOnlyList<string?>> StatesAsync(Api api) =>
        [.. (await ItemsAsync(api, "incoming?state=all")).Select(static one => one.GetProperty("state").GetString())];

    private static async Task<IReadOnlyList<JsonElement>> ItemsAsync(Api api, string mails) =>
        [.. (await api.GetAsync($"/api/tickets/mail/{mails}")).GetProperty("items").EnumerateArray().Select(static one => one.Clone())];
}
