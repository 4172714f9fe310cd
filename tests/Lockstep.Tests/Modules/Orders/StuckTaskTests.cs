using System.Text.Json.Nodes;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Orders;

/// <summary>Stock that people move by hand beside the orders, and tasks that can't be done.</summary>
[RunsOnEachStore]
public sealed class StuckTaskTests
{
    [Theory]
    [InlineData("release")]
    [InlineData("ship")]
    public async Task What_an_order_has_reserved_nobody_takes_by_hand(string kind)
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 10);
        await app.OrderAsync(product, quantity: 3);
        await MoveAsync(app, product, "mine", "reserve", 2, 201);
        var body = await MoveAsync(app, product, "theirs", kind, 3, 409);
        ((string)body["errors"]!["quantity"]![0]!).ShouldStartWith("Only 2 are reserved by hand; the other 3 are those of orders");
        await MoveAsync(app, product, "own", kind, 2, 201);
        await MoveAsync(app, product, "more", kind, 1, 409);
        (await app.StockAsync(product)).Reserved.ShouldBe(3);
        (await app.PostAsync("/orders/1/cancel", "{}")).Status.ShouldBe(200);
        (await app.StockAsync(product)).Reserved.ShouldBe(0);
    }

    [Fact]
    public async Task A_count_below_what_is_reserved_names_the_newest_orders_that_go_without()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 10);
        var (first, second, third) = (await app.OrderAsync(product, 3), await app.OrderAsync(product, 2), await app.OrderAsync(product, 1));
        var (status, changed) = await app.SendAsync(HttpMethod.Patch, $"/products/{product}", """{"stock":4}""");
        (status, (long?)changed["stock"]!["shortage"]).ShouldBe((200, 2), changed.ToJsonString());
        (await NamedAsync()).ShouldBe([third, second]);
        (await app.PostAsync("/orders", $$"""{"items":[{"productId":{{product}},"quantity":1}]}""")).Status.ShouldBe(409);
        await app.PostAsync($"/orders/{second}/cancel", "{}");
        (await app.GetAsync("/products/shortages"))["items"]!.AsArray().ShouldBeEmpty();
        await app.MoveAsync(first, "processing");
        await app.MoveAsync(first, "shipped");
        (await app.StockAsync(product)).ShouldBe((1, 1));

        async Task<IEnumerable<long>> NamedAsync() =>
            (await app.GetAsync("/products/shortages"))["items"]![0]!["orders"]!.AsArray().Select(static order => (long)order!["orderId"]!);
    }

    [Fact]
    public async Task A_return_takes_in_what_it_can_and_what_it_cannot_is_stuck_until_somebody_says_why()
    {
        await using var app = await OrdersApp.StartAsync();
        var (kept, gone) = (await app.ProductAsync(stock: 1), await app.ProductAsync(stock: 1));
        await app.PostAsync(
            "/orders", $$"""{"kind":"return","items":[{"productId":{{gone}},"quantity":1},{"productId":{{kept}},"quantity":2}]}""");
        (await app.SendAsync(HttpMethod.Delete, $"/products/{gone}")).Status.ShouldBe(204);
        await app.MoveAsync(1, "processing");
        (await app.MoveAsync(1, "completed")).Status.ShouldBe(200);
        (await app.StockAsync(kept)).ShouldBe((3, 0));
        var task = (await ListAsync(app, "stuck")).Single();
        (task["lines"]!.ToJsonString(), (string)task["reason"]!)
            .ShouldBe(($$"""[{"productId":{{gone}},"quantity":1}]""", $"Product {gone}: There is no such product."));
        var (status, tried) = await app.PostAsync($"/orders/stock-tasks/{task["id"]}/retry", "{}");
        (status, (string?)tried["state"]).ShouldBe((200, "stuck"));
        (await app.PostAsync($"/orders/stock-tasks/{task["id"]}/discard", "{}")).Status.ShouldBe(400);
        (status, var closed) = await app.PostAsync($"/orders/stock-tasks/{task["id"]}/discard", """{"reason":"given away"}""");
        (status, (string?)closed["state"], (string?)closed["closedReason"]).ShouldBe((200, "discarded", "given away"));
        (await ListAsync(app, "")).ShouldBeEmpty();
        (await ListAsync(app, "discarded")).Count.ShouldBe(1);
        (await app.PostAsync($"/orders/stock-tasks/{task["id"]}/discard", """{"reason":"again"}""")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task What_the_stock_does_not_allow_is_tried_so_often_and_then_when_somebody_has_put_it_right()
    {
        await using var app = await OrdersApp.StartAsync(("Orders:AttemptsMax", "3"));
        var task = await ShortAsync(app);
        (await ListAsync(app, "retrying")).Count.ShouldBe(1);
        for (var tries = 0; tries < 4; tries++)
        {
            app.Clock.Pass(TimeSpan.FromHours(1));
            await app.Keeper.RepeatAsync(CancellationToken.None);
        }

        ((long?)(await ListAsync(app, "stuck")).Single()["attempts"]).ShouldBe(3);
        app.Log.Lines.ShouldContain(line => line.Contains("[6108]", StringComparison.Ordinal));
        await MoveAsync(app, 1, "found", "receipt", 5, 201);
        var (status, body) = await app.PostAsync($"/orders/stock-tasks/{task}/retry", "{}");
        (status, (string?)body["state"]).ShouldBe((200, "done"), body.ToJsonString());
        (await app.StockAsync(1)).ShouldBe((2, 0));
    }

    [Fact]
    public async Task Discarding_what_could_not_be_shipped_leaves_nothing_reserved_for_nobody()
    {
        await using var app = await OrdersApp.StartAsync();
        var task = await ShortAsync(app);
        (await app.PostAsync($"/orders/stock-tasks/{task}/discard", """{"reason":"counted behind the shipment"}""")).Status.ShouldBe(200);
        (await app.StockAsync(1)).ShouldBe((0, 0));
        (await app.GetAsync("/products/shortages"))["items"]!.AsArray().ShouldBeEmpty();
    }

    /// <summary>An order of three is shipped while nothing is there; the task that could not be done.</summary>
    private static async Task<long> ShortAsync(OrdersApp app)
    {
        await app.OrderAsync(await app.ProductAsync(stock: 3), quantity: 3);
        await MoveAsync(app, 1, "lost", "count", 0, 201);
        await app.MoveAsync(1, "processing");
        (await app.MoveAsync(1, "shipped")).Status.ShouldBe(200);
        return (long)(await ListAsync(app, "")).Single()["id"]!;
    }

    private static async Task<IReadOnlyList<JsonNode>> ListAsync(OrdersApp app, string state) =>
        [.. (await app.GetAsync($"/orders/stock-tasks?state={state}"))["items"]!.AsArray().Select(static item => item!)];

    private static async Task<JsonNode> MoveAsync(OrdersApp app, long product, string operation, string kind, long quantity, int expected)
    {
        var (status, body) = await app.PostAsync(
            $"/products/{product}/stock/movements", $$"""{"operationId":"{{operation}}","kind":"{{kind}}","quantity":{{quantity}}}""");
        status.ShouldBe(expected, body.ToJsonString());
        return body;
    }
}
