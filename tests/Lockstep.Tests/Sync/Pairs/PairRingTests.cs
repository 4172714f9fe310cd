using System.Text.Json.Nodes;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Pairs;

/// <summary>Three systems of which each is kept in step with both others: Crm, the shop and the ERP.</summary>
[RunsOnEachStore]
public sealed class PairRingTests
{
    /// <summary>Customers of Crm and of the shop.</summary>
    internal const string CrmShop =
        """
        name: crm-shop
        between:
          left: { system: crm, kind: customer }
          right: { system: shop, kind: customer, poll: { every: 50ms, overlap: 1s } }
        fields:
          name: name
          email: { left: email, right: email, like: [trim, case] }
          phone: phone
        match: [email]
        create: both
        deletes: { left: propagate, right: propagate }
        timeout: 2s
        retry: { first: 20ms, max: 200ms }
        """;

    private const string ErpCrm =
        """
        name: erp-crm
        between:
          left: { system: erp, kind: party, poll: { every: 50ms } }
          right: { system: crm, kind: customer }
        fields:
          name: name
          email: { left: email, right: email, like: [trim, case] }
          phone: { left: telephone, right: phone }
        match: [email]
        create: both
        deletes: { left: propagate, right: propagate }
        timeout: 2s
        retry: { first: 20ms, max: 200ms }
        """;

    private static readonly string ShopErp = PairSite.ShopErp + "\ndeletes: { left: propagate, right: propagate }\n";

    [Fact]
    public async Task An_edit_goes_once_round_and_then_there_is_silence()
    {
        await using var site = await PairSite.StartAsync([CrmShop, ShopErp, ErpCrm]);
        var id = await site.App.AddCustomerAsync("""{ "name": "Ada", "email": "ada@example.com" }""");
        await site.LinksAsync(3);
        await site.QuietAsync();
        site.Erp.Records.Change("parties", "1", new JsonObject { ["name"] = "Ada King", ["telephone"] = "7" });
        await TestApp.EventuallyAsync(async () => (string?)(await CustomerAsync(site, id))["phone"] is "7", "Crm has it");
        await site.CustomersAsync(static all => all is [{ } one] && (string?)one["name"] is "Ada King", "the shop has it");
        await site.QuietAsync();
        site.Parties().ShouldHaveSingleItem();
        var before = (await DeliveredAsync(site), site.Shop.Ledger["customers"].Changed, site.Erp.Ledger["parties"].Changed,
            (long)(await CustomerAsync(site, id))["version"]!);
        await site.QuietAsync();
        (await DeliveredAsync(site), site.Shop.Ledger["customers"].Changed, site.Erp.Ledger["parties"].Changed,
            (long)(await CustomerAsync(site, id))["version"]!).ShouldBe(before);
        before.Item4.ShouldBe(2, "Crm was written once");
        (await site.App.GetAsync("/api/sync/conflicts")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_delete_goes_round_and_nothing_is_made_again()
    {
        await using var site = await PairSite.StartAsync([CrmShop, ShopErp, ErpCrm]);
        var id = await site.App.AddCustomerAsync("""{ "name": "Ada", "email": "ada@example.com" }""");
        await site.LinksAsync(3);
        await site.QuietAsync();
        site.Shop.Records.Delete("customers", "1");
        await site.PartiesAsync(static all => all.Count == 0, "the ERP follows");
        await TestApp.EventuallyAsync(async () => (await site.App.GetAsync($"/api/customers/{id}")).Status == 404, "Crm follows");
        await site.QuietAsync();
        site.Customers().ShouldBeEmpty();
        site.Parties().ShouldBeEmpty();
        ((long)(await site.App.GetAsync("/api/customers")).Body!["total"]!).ShouldBe(0);
    }

    private static async Task<JsonNode> CustomerAsync(PairSite site, long id) => (await site.App.GetAsync($"/api/customers/{id}")).Body!;

    private static async Task<long> DeliveredAsync(PairSite site) =>
        (long)(await site.App.GetAsync("/api/sync/deliveries?state=delivered")).Body!["total"]!;
}
