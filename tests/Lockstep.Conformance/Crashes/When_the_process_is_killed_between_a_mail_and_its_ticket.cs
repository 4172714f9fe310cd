using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

/// <summary>
/// A mail is begun, taken in, and marked in the box; an answer is noted down, sent, and marked here. The process may die about each commit.
/// </summary>
public sealed class When_the_process_is_killed_between_a_mail_and_its_ticket(StartedSites sites)
{
    [Theory]
    [OnEachStore]
    public Task Every_mail_becomes_one_ticket(StoreKind store) =>
        DieAsync(store, KillPlan.BetweenMailAndTicket, static (traffic, api) => traffic.WriteUntilGoneAsync(api), static (traffic, api) =>
            traffic.AllAreTicketsAsync(api));

    [Theory]
    [OnEachStore]
    public Task Every_answer_goes_out_and_twice_only_under_one_id(StoreKind store) => DieAsync(
        store, KillPlan.BetweenCommentAndMail, static (traffic, api) => traffic.AnswerUntilGoneAsync(api), static (traffic, api) =>
            traffic.AllAreOutAsync(api),
        static (traffic, api) => traffic.AskAsync(api));

    private async Task DieAsync(
        StoreKind store, KillPlan plan, Func<MailTraffic, Api, Task> live, Func<MailTraffic, Api, Task> look, Func<MailTraffic, Api,
            Task>? prepare = null)
    {
        await using var site = await sites.CopyAsync(store);
        await using var box = await ImapServer.StartAsync();
        await using var mail = await MailServer.StartAsync();
        box.Lead(site, mail);
        var traffic = new MailTraffic(box, mail);
        await new Deaths(site, api => live(traffic, api), (api, _) => look(traffic, api))
        {
            Prepare = api => prepare?.Invoke(traffic, api) ?? Task.CompletedTask,
        }.OneByOneAsync(plan.Statements);
    }
}
