using Lockstep.Tests.Modules.Orders;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Inventory;

/// <summary>A figure of stock never overwrites what moved since it was read.</summary>
[RunsOnEachStore]
public sealed class StockVersionTests
{
    [Theory]
    [InlineData("PATCH", "", """{"stock":9}""")]
    [InlineData("PUT", "", """{"name":"Bolt","price":1,"quantity":9}""")]
    [InlineData("POST", "/stock/movements", """{"operationId":"c","kind":"count","quantity":9}""")]
    public async Task If_Match_covers_the_stock_when_stock_is_written(string method, string path, string json)
    {
        await using var app = await InventoryApp.StartAsync();
        var id = await app.ProductAsync(stock: 10);
        var read = await TagAsync(app, id);
        read.ShouldBe("\"1-10\"");
        await app.PostAsync($"/products/{id}/stock/movements", """{"operationId":"o","kind":"adjustment","quantity":-7}""");
        foreach (var stale in new[] { read, "\"1\"" })
        {
            var (status, body) = await app.SendAsync(new HttpMethod(method), $"/products/{id}{path}", json, ("If-Match", stale));
            (status, ((string)body["detail"]!).Contains("\"1-3\"", StringComparison.Ordinal)).ShouldBe((412, true), stale);
        }

        ((long)(await app.GetAsync($"/products/{id}/stock"))["onHand"]!).ShouldBe(3);
        (await app.SendAsync(HttpMethod.Patch, $"/products/{id}", """{"stock":9}""", ("If-Match", "*"))).Status.ShouldBe(200);
        await app.PostAsync($"/products/{id}/stock/movements", """{"operationId":"p","kind":"adjustment","quantity":-6}""");
        (await app.SendAsync(HttpMethod.Patch, $"/products/{id}", """{"price":2}""", ("If-Match", read))).Status
            .ShouldBe(200, "no stock is written");
        var now = await TagAsync(app, id);
        (await app.SendAsync(new HttpMethod(method), $"/products/{id}{path}", json, ("If-Match", now))).Status.ShouldBeOneOf(200, 201);
        ((long)(await app.GetAsync($"/products/{id}/stock"))["onHand"]!).ShouldBe(9);
    }

    [Fact]
    public async Task A_stock_export_that_comes_back_counts_what_was_there_at_its_moment()
    {
        await using var app = await OrdersApp.StartAsync();
        var id = await app.ProductAsync(stock: 10);
        app.Clock.Pass(TimeSpan.FromHours(1));
        var counted = (await app.FileAsync("/products/stock/export")).Text;
        app.Clock.Pass(TimeSpan.FromHours(1));
        await app.PostAsync($"/products/{id}/stock/movements", """{"operationId":"o","kind":"adjustment","quantity":-7}""");
        app.Clock.Pass(TimeSpan.FromHours(1));
        ((int)(await app.UploadAsync("/products/stock/import", counted)).Body["refused"]!).ShouldBe(0);
        (await app.StockAsync(id)).ShouldBe((3, 0));
        await app.UploadAsync("/products/stock/import", counted.Replace(",10,0,10,", ",9,0,9,", StringComparison.Ordinal));
        (await app.StockAsync(id)).ShouldBe((2, 0), "one was found broken when it was exported");
    }

    private static async Task<string> TagAsync(InventoryApp app, long id)
    {
        using var client = app.Client;
        using var response = await client.GetAsync(new Uri($"/products/{id}", UriKind.Relative));
        return response.Headers.ETag!.Tag;
    }
}
