using Lockstep.Contracts.Access;
using Lockstep.Tests.Modules.Crm.Import;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Orders.Import;

/// <summary>Orders that come over from another system in the middle of their lives.</summary>
[RunsOnEachStore]
public sealed class InFlightTests
{
    private const string Path = "/orders/import?source=shop&mode=inflight&currency=EUR&keepIds=yes";

    [Fact]
    public async Task An_order_under_way_goes_on_where_it_is_and_is_not_handed_out_again()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 10);
        var file = "externalId,status,placedAt,reference,erpReference,sku,quantity,unitPrice\n"
            + "4711,processing,2025-12-01T10:00:00Z,PO-1,ERP-7,bolt,2,3.335\n4711,processing,2025-12-01T10:00:00Z,PO-1,ERP-7,bolt,1,1\n"
            + "4712,new,2025-12-02T10:00:00Z,,,bolt,3,4.95\n4713,shipped,2025-12-03T10:00:00Z,,ERP-8,bolt,4,4.95\n";
        var (_, import) = await app.UploadAsync(Path, file);
        ImportApi.Counts(import).ShouldBe((4, 0, 0, 0), import.ToJsonString());
        var order = await app.GetAsync("/orders/4711");
        ((string?)order["status"], (string?)order["reference"], (string?)order["erpReference"]).ShouldBe(("PROCESSING", "PO-1", "ERP-7"));
        ((decimal?)order["totalAmount"], (string?)order["placedAt"]).ShouldBe((7.67m, "2025-12-01T10:00:00.000Z"));
        (await app.StockAsync(product)).ShouldBe((10, 6), "what has left is not reserved");
        var pulled = (await app.PostAsync("/orders/pull", "")).Body["items"]!.AsArray();
        pulled.Select(static item => (long)item!["order"]!["id"]!).ShouldBe([4712]);
        (await app.OrderAsync(product)).ShouldBe(4714, "numbers go on above");
        (await app.MoveAsync(4711, "shipped")).Status.ShouldBe(200);
        (await app.PostAsync("/orders/4712/cancel", "{}")).Status.ShouldBe(200);
        (await app.MoveAsync(4713, "delivered")).Status.ShouldBe(200);
        (await app.StockAsync(product)).ShouldBe((7, 1));
        ImportApi.Counts((await app.UploadAsync(Path, file)).Body).ShouldBe((0, 0, 4, 0), "the same again");
    }

    [Fact]
    public async Task One_that_the_ERP_has_is_not_cancelled_behind_its_back()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 10);
        await app.UploadAsync(
            Path, "externalId,status,erpReference,sku,quantity,unitPrice\n7,processing,ERP-7,bolt,1,1\n8,processing,,bolt,1,1\n");
        var (status, order) = await app.PostAsync("/orders/7/cancel", "{}");
        (status, (string?)order["cancellation"]).ShouldBe((202, "requested"));
        (await app.PostAsync("/orders/8/cancel", "{}")).Status.ShouldBe(200);
        (await app.StockAsync(product)).ShouldBe((10, 1));
    }

    [Fact]
    public async Task A_number_beyond_those_that_every_client_can_read_is_not_kept()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 10);
        await app.UploadAsync(Path, $"externalId,status,sku,quantity,unitPrice\n{long.MaxValue},processing,bolt,1,1\n");
        (await app.OrderAsync(product)).ShouldBe(2);
    }

    [Fact]
    public async Task An_id_that_was_given_before_is_not_given_again()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 10);
        var deleted = await app.OrderAsync(product);
        (await app.SendAsync(HttpMethod.Delete, $"/orders/{deleted}")).Status.ShouldBe(204);
        var taken = await app.OrderAsync(product);
        var (_, import) = await app.UploadAsync(
            Path, "externalId,status,sku,quantity,unitPrice\n"
            + string.Concat(new[] { $"{deleted}", $"{taken}", "W-9", "50" }.Select(static number => $"{number},processing,bolt,1,1\n")));
        ImportApi.Counts(import).ShouldBe((4, 0, 0, 0), import.ToJsonString());
        foreach (var (number, id) in new[] { ("50", 50), ($"{deleted}", 51), ($"{taken}", 52), ("W-9", 53) })
        {
            ((long?)(await app.GetAsync($"/orders?externalId={number}"))["items"]![0]?["id"]).ShouldBe(id, number);
        }

        var verdicts = await app.FileAsync($"/orders/imports/{import["id"]}/verdicts");
        verdicts.Text.ShouldContain($"id: {deleted} was an order's here before");
    }

    [Theory]
    [InlineData("new,ERP-1,bolt,1,1", "the ERP has a number for it")]
    [InlineData("processing,,bolt,11,1", "Only 10 are available")]
    [InlineData("processing,,bolt,1,", "unitPrice: Must be a number")]
    [InlineData("processing,,nut,1,1", "There is no product nut")]
    public async Task What_can_not_go_on_is_refused_and_reserves_nothing(string row, string fault)
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 10);
        var (_, import) = await app.UploadAsync(Path, $"externalId,status,erpReference,sku,quantity,unitPrice\n7,{row}\n");
        ImportApi.Counts(import).ShouldBe((0, 0, 0, 1), import.ToJsonString());
        (await app.FileAsync($"/orders/imports/{import["id"]}/verdicts")).Text.ShouldContain(fault);
        (await app.StockAsync(product)).ShouldBe((10, 0));
    }

    [Fact]
    public async Task Who_may_not_set_prices_brings_no_orders_over()
    {
        await using var app = await OrdersApp.StartAsync();
        app.Granted = Permissions.Of(["sales"]);
        (await app.UploadAsync(Path, "externalId\n1\n")).Status.ShouldBe(403);
    }
}
