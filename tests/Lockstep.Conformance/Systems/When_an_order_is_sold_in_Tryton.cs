using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Conformance.Systems;

/// <summary>docs/connecting-tryton.md to its end: an order goes to a real Tryton, and what becomes of it there comes back.</summary>
[Collection(WithTryton.Name)]
[Trait(TrytonFixture.Trait, TrytonFixture.Needs)]
public sealed class When_an_order_is_sold_in_Tryton(TrytonFixture tryton)
{
    [Fact]
    public async Task Its_status_follows_the_sale_and_what_is_edited_here_is_edited_there()
    {
        var erp = await tryton.Server.FoundAsync();
        await using var site = new TrytonSite(erp);
        await using var server = site.Start();
        using var api = await server.ReadyAsync();
        var customer = await MakeAsync(api, "customers", new
        {
            name = "Ада Кинг", email = "ada@example.com", phone = "+49 431 1",
                address = new { line = "Kai 1", city = "Kiel", country = "DE" },
        });
        var product = await MakeAsync(api, "products", new { sku = "CHAI", name = "Chai", price = 18.05m, currency = "USD", stock = 10 });
        var shipped = await OrderAsync(api, customer, product);
        var dropped = await OrderAsync(api, customer, product);
        var regretted = await OrderAsync(api, customer, product);
        var sale = await SaleAsync(erp, shipped, "quotation");
        ((string)sale["total_amount"]!["decimal"]!, (string)sale["party."]!["name"]!).ShouldBe(("36.10", "Ада Кинг"));

        await api.Http.PatchAsJsonAsync($"/api/customers/{customer}", new { name = "Ада Лавлейс", address = new { city = "Bremen" } }, Ct);
        await Eventually.HoldsAsync(async () => (await PartyAsync(erp)).ToJsonString() is var party
            && party.Contains("Bremen", StringComparison.Ordinal) && !party.Contains("Kiel", StringComparison.Ordinal) ? null : party);

        await StepAsync(erp, sale, "confirm");
        await HasStatusAsync(api, shipped, "PROCESSING");
        await ShipAsync(erp, sale);
        await HasStatusAsync(api, shipped, "SHIPPED");
        (await api.GetAsync($"/api/orders/{shipped}")).GetProperty("erpReference").GetString().ShouldBe(sale["number"]!.ToString());

        await StepAsync(erp, await SaleAsync(erp, dropped, "quotation"), "cancel");
        await HasStatusAsync(api, dropped, "CANCELLED");
        await api.PostAsync($"/api/orders/{regretted}/cancel", new { });
        await SaleAsync(erp, regretted, "cancelled");
        (await api.CountAsync("/api/sync/dead-letters")).ShouldBe(0);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static async Task<long> MakeAsync(Api api, string resource, object body) =>
        (await api.PostAsync($"/api/{resource}", body)).GetProperty("id").GetInt64();

    private static Task<long> OrderAsync(Api api, long customer, long product) =>
        MakeAsync(api, "orders", new { customerId = customer, items = new[] { new { productId = product, quantity = 2 } } });

    private static Task HasStatusAsync(Api api, long order, string status) => Eventually.HoldsAsync(async () =>
        (await api.GetAsync($"/api/orders/{order}")).GetProperty("status").GetString() is var now
            && string.Equals(now, status, StringComparison.Ordinal)
            ? null : $"order {order} is {now}");

    private static async Task<JsonNode> SaleAsync(TrytonDatabase erp, long order, string state)
    {
        JsonNode? sale = null;
        await Eventually.HoldsAsync(async () =>
        {
            sale = (await erp.RowsAsync(
                "sale.sale", [new JsonArray("reference", "=", string.Create(CultureInfo.InvariantCulture, $"LS-{order}"))], "state",
                    "number", "total_amount",
                "party.name", "shipments")).SingleOrDefault();
            return string.Equals((string?)sale?["state"], state, StringComparison.Ordinal) ? null : $"the sale is {sale?.ToJsonString()}";
        });
        return sale!;
    }

    private static Task<JsonArray> PartyAsync(TrytonDatabase erp) =>
        erp.RowsAsync("party.party", [new JsonArray("name", "=", "Ада Лавлейс")], "email", "phone", "addresses.city");

    private static Task StepAsync(TrytonDatabase erp, JsonNode sale, string step) =>
        erp.CallAsync($"sale.sale.{step}", new JsonArray((long)sale["id"]!));

    /// <summary>What people of the warehouse do.</summary>
    private static async Task ShipAsync(TrytonDatabase erp, JsonNode sale)
    {
        var shipments = (await erp.RowsAsync(
            "sale.sale", [new JsonArray("id", "=", (long)sale["id"]!)], "shipments"))[0]!["shipments"]!.AsArray();
        var shipment = (long)shipments.ShouldHaveSingleItem()!;
        foreach (var step in new[] { "assign_force", "pick", "pack", "done" })
        {
            await erp.CallAsync($"stock.shipment.out.{step}", new JsonArray(shipment));
        }
    }
}
