using Lockstep.Contracts.Access;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Orders;

/// <summary>What an order costs: what was agreed, and for how much of it.</summary>
[RunsOnEachStore]
public sealed class OrderPriceTests
{
    [Fact]
    public async Task A_price_that_was_agreed_stays_whatever_the_catalogue_says_by_now()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 10);
        var order = await app.OrderAsync(product, quantity: 2);
        await app.SendAsync(HttpMethod.Patch, $"/products/{product}", """{"price":7,"name":"Bolt, new","status":"inactive"}""");
        app.Granted = Permissions.Of(["sales"]);
        var (status, after) = await app.SendAsync(HttpMethod.Patch, $"/orders/{order}", """{"reference":"A"}""");
        (status, (string?)after["items"]![0]!["name"], (decimal?)after["totalAmount"]).ShouldBe((200, "Bolt", 9.9m));
        (status, after) = await app.SendAsync(
            HttpMethod.Put, $"/orders/{order}", $$"""{"items":[{"productId":{{product}},"quantity":1}]}""");
        (status, (decimal?)after["totalAmount"], (string?)after["reference"]).ShouldBe((200, 4.95m, null));
    }

    [Fact]
    public async Task An_amount_has_one_spelling_wherever_it_is_read()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 10, price: "4.50");
        var (_, made) = await app.PostAsync(
            "/orders", $$"""{"items":[{"productId":{{product}},"quantity":2,"unitPrice":4.50,"discount":0.50}]}""");
        made.ToJsonString().ShouldContain("\"unitPrice\":4.5,\"discount\":0.5,\"lineTotal\":4.5}],\"totalAmount\":4.5,");
        (await app.GetAsync("/orders/1")).ToJsonString().ShouldBe(made.ToJsonString());
        (await app.GetAsync("/orders/1/history"))["items"]![0]!["record"]!.ToJsonString().ShouldBe(made.ToJsonString());
        var (_, changed) = await app.SendAsync(
            HttpMethod.Patch, "/orders/1", $$"""{"items":[{"productId":{{product}},"quantity":4,"unitPrice":2.00}]}""");
        changed.ToJsonString().ShouldContain("\"lineTotal\":8}],\"totalAmount\":8,");
        (await app.GetAsync("/orders/1")).ToJsonString().ShouldBe(changed.ToJsonString());
    }

    [Theory]
    [InlineData("EUR", "49.95", "0.1", "134.865", "134.87")]
    [InlineData("EUR", "0.005", "0", "0.015", "0.02")]
    [InlineData("JPY", "2.675", "0", "8.025", "8")]
    [InlineData("JPY", "0.5", "0", "1.5", "2")]
    [InlineData("KWD", "0.0005", "0", "0.0015", "0.002")]
    [InlineData("CLF", "0.0005", "0", "0.0015", "0.0015")]
    public async Task What_is_paid_is_an_amount_of_its_currency(string currency, string price, string discount, string line, string total)
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 10, price, currency);
        var (status, order) = await app.PostAsync(
            "/orders", $$"""{"items":[{"productId":{{product}},"quantity":3,"discount":{{discount}}}]}""");
        status.ShouldBe(201, order.ToJsonString());
        order.ToJsonString().ShouldContain($"\"lineTotal\":{line}}}],\"totalAmount\":{total},");
        (await app.GetAsync("/orders/1")).ToJsonString().ShouldBe(order.ToJsonString());
    }

    [Fact]
    public async Task What_was_agreed_holds_for_so_many_units_and_no_more()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 2_000);
        var (_, order) = await app.PostAsync(
            "/orders", $$"""{"items":[{"productId":{{product}},"quantity":1,"unitPrice":1,"discount":0.5}]}""");
        app.Granted = Permissions.Of(["sales"]);
        var path = $"/orders/{order["id"]}";
        foreach (var (line, field) in new[]
        {
            ("\"quantity\":1000,\"unitPrice\":1,\"discount\":0.5", "items[0].unitPrice"),
            ("\"quantity\":1000,\"unitPrice\":1", "items[0].unitPrice"),
            ("\"quantity\":1,\"discount\":0.5,\"unitPrice\":4.95", "items[0].discount"),
        })
        {
            var (refused, body) = await app.SendAsync(HttpMethod.Put, path, $$"""{"items":[{"productId":{{product}},{{line}}}]}""");
            (refused, body["errors"]![field] is null).ShouldBe((400, false), body.ToJsonString());
        }

        var (status, after) = await app.SendAsync(HttpMethod.Put, path, $$"""
            {"items":[{"productId":{{product}},"quantity":1,"unitPrice":1,"discount":0.5},{"productId":{{product}},"quantity":2}]}
            """);
        (status, (decimal?)after["totalAmount"]).ShouldBe((200, 10.4m), after.ToJsonString());
        (status, after) = await app.SendAsync(HttpMethod.Put, path, $$"""
            {"items":[{"productId":{{product}},"quantity":1,"unitPrice":1,"discount":0.5},{"productId":{{product}},"quantity":1,"unitPrice":1,"discount":0.5}]}
            """);
        status.ShouldBe(400, after.ToJsonString());
    }

    [Fact]
    public async Task What_comes_on_top_of_what_was_agreed_is_bought_at_the_price_of_today()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 10);
        var order = await app.OrderAsync(product, quantity: 2);
        await app.SendAsync(HttpMethod.Patch, $"/products/{product}", """{"price":7}""");
        app.Granted = Permissions.Of(["sales"]);
        var (status, after) = await app.SendAsync(
            HttpMethod.Put, $"/orders/{order}", $$"""{"items":[{"productId":{{product}},"quantity":3}]}""");
        (status, (decimal?)after["totalAmount"]).ShouldBe((200, 16.9m), after.ToJsonString());
        after["items"]!.AsArray().Select(static item => (long)item!["quantity"]!).ShouldBe([2, 1]);
        (status, after) = await app.SendAsync(
            HttpMethod.Put, $"/orders/{order}",
            $$"""{"items":[{"productId":{{product}},"quantity":1},{"productId":{{product}},"quantity":2}]}""");
        (status, (decimal?)after["totalAmount"]).ShouldBe((200, 16.9m), after.ToJsonString());
        app.Granted = Permissions.All;
        (await app.SendAsync(HttpMethod.Patch, $"/products/{product}", """{"status":"inactive"}""")).Status.ShouldBe(200);
        app.Granted = Permissions.Of(["sales"]);
        (status, after) = await app.SendAsync(
            HttpMethod.Put, $"/orders/{order}", $$"""{"items":[{"productId":{{product}},"quantity":4}]}""");
        (status, after["errors"]!["items[0].productId"] is null).ShouldBe((400, false), after.ToJsonString());
    }
}
