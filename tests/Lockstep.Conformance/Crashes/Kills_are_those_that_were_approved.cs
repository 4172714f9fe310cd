using Lockstep.FaultyHost;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

/// <summary>Nobody drops a kill without being seen: <c>kills.txt</c> has all of them, and says which of them every run tries.</summary>
public sealed class Kills_are_those_that_were_approved
{
    private static readonly string[] Approved = File.ReadAllLines(Checkout.PathOf("tests", "Lockstep.Conformance", "Crashes", "kills.txt"));

    [Fact]
    public void Every_run_tries_what_the_list_says_of_it() =>
        Lines(Thoroughness.Quick).ShouldBe(Approved.Where(line => line.EndsWith("| always", StringComparison.Ordinal)), ignoreOrder: true);

    [Fact]
    public void A_full_run_tries_what_the_list_says_of_it() => Lines(Thoroughness.Full)
        .ShouldBe(Approved.Where(line => !line.EndsWith("| long", StringComparison.Ordinal)), ignoreOrder: true);

    [Fact]
    public void A_long_run_tries_all_of_the_list() => Lines(Thoroughness.Long).ShouldBe(Approved, ignoreOrder: true);

    [Fact]
    public void A_full_run_tries_each_point_at_each_passing_on_one_store_at_least() => Points(Lines(Thoroughness.Full))
        .ShouldBe(Points(Lines(Thoroughness.Long)), ignoreOrder: true);

    [Theory]
    [OnEachStore]
    public void Every_point_is_in_the_list(StoreKind store)
    {
        KillPoint[] onServersOnly = [KillPoint.BeforeNumberCommit, KillPoint.OnNumberCommit, KillPoint.AfterNumberCommit];
        var missing = Enum.GetValues<KillPoint>().Where(
            point => !Approved.Any(line => line.StartsWith($"between two steps | {store} | {point}:", StringComparison.Ordinal)));
        missing.ShouldBe(store is StoreKind.Sqlite ? onServersOnly : []);
    }

    private static IEnumerable<string> Lines(Thoroughness run) =>
        from plan in KillPlan.All
        from store in Enum.GetValues<StoreKind>()
        let always = plan.On(store, Thoroughness.Quick).ToHashSet(StringComparer.Ordinal)
        let full = plan.On(store, Thoroughness.Full).ToHashSet(StringComparer.Ordinal)
        from fuse in plan.On(store, run)
        select $"{plan.Situation} | {store} | {fuse} | {(always.Contains(fuse) ? "always" : full.Contains(fuse) ? "full" : "long")}";

    private static IEnumerable<string> Points(IEnumerable<string> lines) =>
        lines.Select(line => line.Split(" | ")).Select(parts => $"{parts[0]} | {parts[2]}").Distinct(StringComparer.Ordinal);
}
