using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

/// <summary>
/// Three consumers pull and acknowledge, and forget to now and then; the process dies about a hand-out or an acknowledgement.
/// </summary>
public sealed class When_the_process_is_killed_between_a_pull_and_its_ack(StartedSites sites)
{
    private static readonly string[] Consumers = ["a", "b", "c"];

    [Theory]
    [OnEachStore]
    public async Task Every_order_is_in_the_books_of_one_consumer_afterwards(StoreKind store)
    {
        await using var site = await sites.CopyAsync(store);
        Pulls.Hurry(site);
        var pulls = new Pulls();
        var before = 0;
        await new Deaths(site, api => pulls.UntilGoneAsync(api, Consumers), async (api, _) =>
        {
            await pulls.EndWellAsync(api, Consumers);
            pulls.Taken.ShouldBeGreaterThan(before);
            before = pulls.Taken;
        })
        {
            Prepare = Pulls.StockUpAsync,
        }.OneByOneAsync(KillPlan.BetweenPullAndAck.Statements);
    }

    /// <summary>A consumer is as good as dead for longer than its lease lasts, together with the process that served it.</summary>
    [Fact]
    public async Task Of_two_processes_one_is_paused_and_hands_nothing_out_that_the_other_one_handed_out_meanwhile()
    {
        await using var site = await sites.CopyAsync(StoreKind.Postgres);
        Pulls.Hurry(site);
        await using var first = ServerProcess.Start(site);
        using var one = await first.ReadyAsync();
        await using var second = ServerProcess.Start(site);
        using var two = await second.ReadyAsync();
        var pulls = new Pulls();
        await Pulls.StockUpAsync(one);
        await pulls.PlaceAsync(one, 20);
        var handed = await Pulls.PullAsync(one, "a");
        handed.Count.ShouldBe(5);
        await first.SignalAsync("STOP");
        var late = pulls.AckAsync(one, handed[0], "a");
        var theirs = handed[0];
        await Eventually.HoldsAsync(async () =>
        {
            var others = await Pulls.PullAsync(two, "b", limit: 100);
            theirs = others.FirstOrDefault(other => other.Order == handed[0].Order);
            return theirs.Order != 0 ? null : "the orders of the paused one are not handed out again yet";
        });
        (await pulls.AckAsync(two, theirs, "b")).ShouldBeTrue();
        await first.SignalAsync("CONT");
        (await late).ShouldBeFalse();
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(number => Task.Run(() => pulls.TakeSomeAsync(number % 2 == 0 ? one : two, number % 2 == 0 ? "a" : "b"))));
        await pulls.EndWellAsync(two, "a", "b");
    }
}
