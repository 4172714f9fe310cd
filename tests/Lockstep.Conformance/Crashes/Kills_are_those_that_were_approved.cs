using Lockstep.FaultyHost;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

/// <summary>Nobody drops a kill without being seen: <c>kills.txt</c> has all of them, and says which of them every run tries.</summary>
public sealed class Kills_are_those_that_were_approved
{
    private static readonly string[] Approved = File.ReadAllLines(Checkout.PathOf("tests", "Lockstep.Conformance", "Crashes", "kills.txt"));

    [Fact]
    public void Every_run_tries_what_the_list_says_of_it() =>
        Lines(isFull: false).ShouldBe(Approved.Where(line => line.EndsWith("| always", StringComparison.Ordinal)), ignoreOrder: true);

    [Fact]
    public void A_full_run_tries_all_of_the_list() => Lines(isFull: true).ShouldBe(Approved, ignoreOrder: true);

    [Theory]
    [OnEachStore]
    public void Every_point_is_in_the_list(StoreKind store)
    {
        KillPoint[] onServersOnly = [KillPoint.BeforeNumberCommit, KillPoint.OnNumberCommit, KillPoint.AfterNumberCommit];
        var missing = Enum.GetValues<KillPoint>().Where(
            point => !Approved.Any(line => line.StartsWith($"between two steps | {store} | {point}:", StringComparison.Ordinal)));
        missing.ShouldBe(store is StoreKind.Sqlite ? onServersOnly : []);
    }

    private static IEnumerable<string> Lines(bool isFull) =>
        from plan in KillPlan.All
        from store in Enum.GetValues<StoreKind>()
        let always = plan.On(store, isFull: false).ToHashSet(StringComparer.Ordinal)
        from fuse in plan.On(store, isFull)
        select $"{plan.Situation} | {store} | {fuse} | {(always.Contains(fuse) ? "always" : "full")}";
}
