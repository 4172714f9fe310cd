using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Support.Mail;

/// <summary>Answers that go out by mail.</summary>
[RunsOnEachStore]
public sealed class UnansweredMailTests
{
    [Fact]
    public async Task An_answer_that_may_have_arrived_goes_out_twice_at_most_and_then_waits_for_a_person()
    {
        using var post = new ScriptedPost(answers: false);
        await using var app = await post.SendAsync();
        var ticket = await app.PostAsync("/api/tickets", """{"requester":"ada@example.com","subject":"Where?"}""");
        (await app.PostAsync($"/api/tickets/{ticket.Body!["id"]}/comments", """{"body":"On its way."}""")).Status.ShouldBe(201);
        await TestApp.EventuallyAsync(
            async () => (await app.GetAsync("/api/tickets/mail/outgoing")).Items is [{ } mail] && (string?)mail["state"] is "aside",
            "it is put aside");
        ((string)(await app.GetAsync("/api/tickets/mail/outgoing")).Items[0]!["reason"]!).ShouldContain("may have taken");
        post.Taken.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_went_out_about_a_ticket_that_was_merged_is_in_the_thread_of_the_one_that_was_kept_under_its_own_id()
    {
        using var post = new ScriptedPost();
        await using var app = await post.SendAsync();
        var (merged, kept) = (await TicketAsync(app), await TicketAsync(app));
        var first = await SayAsync(app, post, merged, "First");
        (await app.PostAsync($"/api/tickets/{merged}/merge", $$"""{"into":{{kept}}}""")).Status.ShouldBe(200);
        (await app.GetAsync($"/api/tickets/mail/outgoing?ticketId={kept}")).Items.ShouldHaveSingleItem();
        var second = await SayAsync(app, post, kept, "Second");
        IdOf(first, "Message-Id").ShouldStartWith($"<ticket.{merged}.");
        IdOf(second, "In-Reply-To").ShouldBe(IdOf(first, "Message-Id"));
    }

    private static async Task<long> TicketAsync(TestApp app) =>
        (long)(await app.PostAsync("/api/tickets", """{"requester":"ada@example.com","subject":"Where?"}""")).Body!["id"]!;

    private static async Task<string> SayAsync(TestApp app, ScriptedPost post, long ticket, string text)
    {
        var before = post.Taken.Count;
        (await app.PostAsync($"/api/tickets/{ticket}/comments", $$"""{"body":"{{text}}"}""")).Status.ShouldBe(201);
        await TestApp.EventuallyAsync(
            async () => post.Taken.Count > before && (await app.GetAsync("/api/tickets/mail/outgoing?state=waiting")).Items.Count == 0,
            "it is out");
        return post.Taken.Last();
    }

    private static string IdOf(string mail, string head) =>
        mail.Split(Environment.NewLine).Single(line => line.StartsWith($"{head}:", StringComparison.OrdinalIgnoreCase))[(head.Length + 1)..]
            .Trim();
}
