using System.Text.Json.Nodes;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Orders.Import;

/// <summary>Rows of a history move no stock: of an order that has stock they say nothing.</summary>
[RunsOnEachStore]
public sealed class LiveOrderTests
{
    private const string Header = "externalId,placedAt,status,sku,quantity,unitPrice\n";
    private const string Past = "2026-01-30T10:00:00Z";

    [Theory]
    [InlineData($"S-1,{Past},COMPLETED,bolt,3,4.95\n")]
    [InlineData($"S-1,{Past},COMPLETED,,,\n")]
    [InlineData($"S-1,{Past},CANCELLED,,,\n")]
    public async Task An_order_whose_stock_is_reserved_is_told_nothing_by_a_history(string row)
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 10);
        await app.UploadAsync("/orders/import?source=s", "externalId,placedAt,sku,quantity\nS-1," + Past + ",bolt,2\n");
        var other = await app.OrderAsync(product, quantity: 5);
        var before = (await app.GetAsync("/orders/1")).ToJsonString();
        var import = (await app.UploadAsync("/orders/import?source=s&mode=history&currency=EUR", Header + row)).Body;
        ((int)import["refused"]!, (int)import["updated"]!).ShouldBe((1, 0));
        (await VerdictAsync(app, import)).ShouldContain("externalId: Order S-1 (1) was placed here and is NEW");
        (await app.GetAsync("/orders/1")).ToJsonString().ShouldBe(before);
        (await app.PostAsync("/orders/1/cancel", "")).Status.ShouldBe(200);
        (await app.StockAsync(product)).ShouldBe((10, 5), $"what order {other} holds");
    }

    [Fact]
    public async Task Nor_one_whose_stock_has_left_or_is_free_again()
    {
        await using var app = await OrdersApp.StartAsync();
        await app.ProductAsync(stock: 10);
        await app.UploadAsync(
            "/orders/import?source=s&returns=C", $"externalId,placedAt,sku,quantity\nS-1,{Past},bolt,2\nC-2,{Past},bolt,1\n");
        foreach (var (order, status) in new[] { (1, "processing"), (1, "shipped"), (2, "processing"), (2, "completed") })
        {
            (await app.MoveAsync(order, status)).Status.ShouldBe(200);
        }

        var same = $"{Header}S-1,{Past},SHIPPED,bolt,2,4.95\n";
        ((int)(await HistoryAsync(app, same))["unchanged"]!).ShouldBe(1, "it says nothing new");
        foreach (var more in new[]
        {
            $"S-1,{Past},CANCELLED,,,\n", $"S-1,{Past},SHIPPED,bolt,7,4.95\n", $"C-2,{Past},COMPLETED,bolt,1,4.95\nC-2,,,bolt,4,4.95\n",
        })
        {
            var import = await HistoryAsync(app, Header + more);
            ((int)import["refused"]!).ShouldBeGreaterThan(0, more);
            (await VerdictAsync(app, import)).ShouldContain("hange the order itself", Case.Sensitive);
        }

        ((string?)(await app.GetAsync("/orders/1"))["status"], await app.StockAsync(1)).ShouldBe(("SHIPPED", (9, 0)));
    }

    private static async Task<JsonNode> HistoryAsync(OrdersApp app, string csv) =>
        (await app.UploadAsync("/orders/import?source=s&mode=history&currency=EUR&returns=C", csv)).Body;

    private static async Task<string> VerdictAsync(OrdersApp app, JsonNode import) =>
        (await app.FileAsync($"/orders/imports/{import["id"]}/verdicts")).Text.Split('\n')[1];
}
