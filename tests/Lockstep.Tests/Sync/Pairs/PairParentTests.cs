using System.Text.Json.Nodes;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Pairs;

/// <summary>A delivery of another flow that waits for two records to be linked.</summary>
[RunsOnEachStore]
public sealed class PairParentTests
{
    private const string Refs =
        """
        name: refs
        from: { system: erp, kind: party, on: [created, changed] }
        trigger: { poll: { every: 50ms } }
        to: { system: crm, kind: customer }
        map: { name: name, externalId: "ref('shop', 'customer', id)" }
        set: { source: shop }
        retry: { first: 20ms }
        """;

    private static readonly string NoneMade = PairSite.ShopErp.Replace("create: both", "create: none", StringComparison.Ordinal);

    [Fact]
    public async Task It_goes_at_once_when_they_are_linked_by_hand()
    {
        await using var site = await PairSite.StartAsync([NoneMade.Replace("match: [email]", "", StringComparison.Ordinal), Refs]);
        var (customer, party) = (site.Customer(new JsonObject { ["name"] = "Ada" }), site.Party(new JsonObject { ["name"] = "Ada" }));
        await WaitsAsync(site, party.Id);
        var linked = await site.App.PostAsync(
            "/api/sync/links", $$"""{ "flow": "shop-erp", "leftId": "{{customer.Id}}", "rightId": "{{party.Id}}" }""");
        linked.Status.ShouldBe(200);
        await GoesAsync(site);
    }

    [Fact]
    public async Task It_goes_at_once_when_a_look_links_them()
    {
        await using var site = await PairSite.StartAsync([NoneMade, Refs]);
        var party = site.Party(new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.com" });
        await WaitsAsync(site, party.Id);
        site.Customer(new JsonObject { ["name"] = "Ada", ["email"] = "ada@example.com" });
        await GoesAsync(site);
    }

    private static Task WaitsAsync(PairSite site, string id) => TestApp.EventuallyAsync(
        async () => (await site.App.GetAsync("/api/sync/deliveries?flow=refs&state=pending")).Items is [{ } one]
            && string.Equals((string?)one["waitingFor"], $"erp:shop/customer/{id}", StringComparison.Ordinal),
        "it waits for the link");

    /// <summary>By itself it would look again after ten minutes.</summary>
    private static Task GoesAsync(PairSite site) => TestApp.EventuallyAsync(
        async () => (await site.App.GetAsync("/api/sync/deliveries?flow=refs&state=delivered")).Items.Count == 1, "it is delivered");
}
