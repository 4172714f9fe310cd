using System.Text.Json.Nodes;
using Lockstep.Simulator.Behaviour;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Pairs;

/// <summary>How fresh flows between two systems are.</summary>
[RunsOnEachStore]
public sealed class PairFreshnessTests
{
    [Fact]
    public async Task A_side_that_could_never_be_asked_makes_the_flow_late()
    {
        await using var site = await PairSite.StartAsync(
            PairSite.ShopErp + "\nfreshness: { target: 1s }",
            static server => server.Erp.Faults.Add(new Fault { What = FaultKind.Refuse }));
        await UntilAsync(site, "late");
        ((string?)(await StateAsync(site))["reason"]).ShouldBe("unheard");
        site.Erp.Faults.Clear();
        await UntilAsync(site, "fresh");
    }

    private static Task UntilAsync(PairSite site, string state) => TestApp.EventuallyAsync(
        async () => string.Equals((string?)(await StateAsync(site))["state"], state, StringComparison.Ordinal), $"it is {state}");

    private static async Task<JsonNode> StateAsync(PairSite site) =>
        (await site.App.GetAsync("/api/sync/freshness")).Items.ShouldHaveSingleItem()!;
}
