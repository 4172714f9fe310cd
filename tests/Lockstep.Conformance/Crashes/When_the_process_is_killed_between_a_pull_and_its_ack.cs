using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

/// <summary>Three consumers pull and acknowledge, and forget to now and then; the process dies about a hand-out or an acknowledgement.</summary>
public sealed class When_the_process_is_killed_between_a_pull_and_its_ack
{
    private const string HandsOut = "insert into order_leases";
    private const string Ends = "delete from order_leases";
    private static readonly string[] Consumers = ["a", "b", "c"];

    [Theory]
    [OnEachStore("On:5:" + HandsOut)]
    [OnEachStore("After:9:" + HandsOut)]
    [OnEachStore("Before:5:" + Ends)]
    [OnEachStore("On:5:" + Ends)]
    public async Task Every_order_is_in_the_books_of_one_consumer_afterwards(StoreKind store, string fuse)
    {
        await using var site = new Site(store);
        Pulls.Hurry(site);
        var pulls = new Pulls();
        await using (var faulty = ServerProcess.StartFaulty(site, fuse))
        {
            using var api = await faulty.ReadyAsync();
            await Pulls.StockUpAsync(api);
            await pulls.UntilGoneAsync(api, Consumers);
            (await faulty.ExitAsync()).ShouldBe(ServerProcess.Killed);
        }

        await using var next = ServerProcess.Start(site);
        using var again = await next.ReadyAsync();
        await pulls.EndWellAsync(again, Consumers);
        pulls.Taken.ShouldBeGreaterThan(0);
    }

    /// <summary>A consumer is as good as dead for longer than its lease lasts, together with the process that served it.</summary>
    [Fact]
    public async Task Of_two_processes_one_is_paused_and_hands_nothing_out_that_the_other_one_handed_out_meanwhile()
    {
        await using var site = new Site(StoreKind.Postgres);
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
        await Eventually.HoldsAsync(async () =>
        {
            var others = await Pulls.PullAsync(two, "b", limit: 100);
            return others.Contains(handed[0]) ? null : "the orders of the paused one are not handed out again yet";
        });
        (await pulls.AckAsync(two, handed[0], "b")).ShouldBeTrue();
        await first.SignalAsync("CONT");
        (await late).ShouldBeFalse();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Run(() => pulls.TakeSomeAsync(number % 2 == 0 ? one : two, number % 2 == 0 ? "a" : "b"))));
        await pulls.EndWellAsync(two, "a", "b");
    }
}
