using Lockstep.Contracts.Access;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Orders;

/// <summary>What comes back: no more than went out, at no more than was paid.</summary>
[RunsOnEachStore]
public sealed class ReturnTests
{
    [Fact]
    public async Task No_more_comes_back_than_was_shipped_however_it_is_asked_for()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 10, price: "100");
        var sale = await app.OrderAsync(product, quantity: 2);
        var one = $$"""{"kind":"return","returnOf":{{sale}},"items":[{"productId":{{product}},"quantity":1}]}""";
        var (status, body) = await app.PostAsync("/orders", one);
        (status, (string?)body["errors"]!["returnOf"]![0]).ShouldBe((409, $"Order {sale} was not shipped."));
        await app.MoveAsync(sale, "processing");
        await app.MoveAsync(sale, "shipped");
        (status, var back) = await app.PostAsync("/orders", one);
        (status, (long?)back["returnOf"], (long?)back["items"]![0]!["returnLine"], (decimal?)back["totalAmount"])
            .ShouldBe((201, sale, 1, 100));
        (status, body) = await app.PostAsync("/orders", one.Replace("\"quantity\":1", "\"quantity\":2", StringComparison.Ordinal));
        (status, (string?)body["errors"]!["items[0].quantity"]![0])
            .ShouldBe((409, $"Of order {sale}, 2 were shipped and 1 come back already; 1 can still be returned."));
        foreach (var (quantity, expected) in new[] { (3, 409), (2, 200) })
        {
            var more = $$"""{"items":[{"productId":{{product}},"quantity":{{quantity}}}]}""";
            (await app.SendAsync(HttpMethod.Patch, $"/orders/{back["id"]}", more)).Status.ShouldBe(expected);
        }

        (await app.PostAsync("/orders", one)).Status.ShouldBe(409);
        (await app.PostAsync($"/orders/{back["id"]}/cancel", "{}")).Status.ShouldBe(200);
        (status, back) = await app.PostAsync("/orders", one);
        status.ShouldBe(201, "what is not coming after all can come again");
        await app.MoveAsync((long)back["id"]!, "processing");
        await app.MoveAsync((long)back["id"]!, "completed");
        (await app.SendAsync(HttpMethod.Delete, $"/orders/{back["id"]}")).Status.ShouldBe(204);
        (await app.PostAsync("/orders", one)).Status.ShouldBe(201);
        (await app.PostAsync("/orders", one)).Status.ShouldBe(409, "what came back stays back, also when its return is deleted");
        (await app.StockAsync(product)).ShouldBe((9, 0));
        (await app.GetAsync($"/orders?returnOf={sale}"))["items"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Of_many_who_return_the_same_at_once_as_many_succeed_as_there_were_units()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 10);
        var sale = await ShippedAsync(app, $$"""{"items":[{"productId":{{product}},"quantity":3}]}""");
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => app.PostAsync(
            "/orders", $$"""{"kind":"return","returnOf":{{sale}},"items":[{"productId":{{product}},"quantity":1}]}""")));
        answers.Select(static answer => answer.Status).Order().ShouldBe([201, 201, 201, 409, 409, 409, 409, 409, 409, 409, 409, 409]);
    }

    [Fact]
    public async Task A_return_pays_back_what_was_paid_and_no_more()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 10, price: "49.95");
        var sale = await ShippedAsync(app, $$"""
            {"items":[{"productId":{{product}},"quantity":3,"discount":0.1},{"productId":{{product}},"quantity":1}]}
            """);
        var (status, body) = await BackAsync("\"quantity\":1,\"unitPrice\":60");
        (status, (string?)body["errors"]!["items[0].unitPrice"]![0]).ShouldBe((400, "Is more than was paid: 49.95 EUR."));
        (status, body) = await BackAsync("\"quantity\":1,\"returnLine\":1,\"unitPrice\":49.95,\"discount\":0");
        status.ShouldBe(400, body.ToJsonString());
        (status, body) = await BackAsync("\"quantity\":1,\"returnLine\":3");
        (status, (string?)body["errors"]!["items[0].returnLine"]![0]).ShouldBe((400, $"Order {sale} has no such line."));
        (status, body) = await BackAsync("\"quantity\":4");
        (status, (decimal?)body["totalAmount"]).ShouldBe((201, 184.82m), body.ToJsonString());
        body["items"]!.AsArray().Select(static item => (long)item!["returnLine"]!).ShouldBe([1, 2]);

        Task<(int Status, System.Text.Json.Nodes.JsonNode Body)> BackAsync(string line) => app.PostAsync(
            "/orders", $$"""{"kind":"return","returnOf":{{sale}},"items":[{"productId":{{product}},{{line}}}]}""");
    }

    [Fact]
    public async Task Who_may_not_set_prices_returns_what_was_bought_and_nothing_else()
    {
        await using var app = await OrdersApp.StartAsync();
        var (product, ada, eve) = (await app.ProductAsync(stock: 10), await app.CustomerAsync(), await app.CustomerAsync("Eve"));
        var sale = await ShippedAsync(app, $$"""{"customerId":{{ada}},"items":[{"productId":{{product}},"quantity":1}]}""");
        var free = $$"""{"kind":"return","items":[{"productId":{{product}},"quantity":5}]}""";
        var named = $$"""{"kind":"return","returnOf":{{sale}},"items":[{"productId":{{product}},"quantity":1}]}""";
        (await app.PostAsync("/orders", free)).Status.ShouldBe(201, "whoever may set prices decides");
        (app.Granted, app.Self) = (Permissions.Of(["customer"]), eve);
        var (status, body) = await app.PostAsync("/orders", free);
        (status, body["errors"]!["returnOf"] is null).ShouldBe((400, false), body.ToJsonString());
        (await app.PostAsync("/orders", named)).Status.ShouldBe(404, "another one's");
        app.Self = ada;
        var early = named.Replace("\"items\"", "\"placedAt\":\"1999-01-01T00:00:00Z\",\"items\"", StringComparison.Ordinal);
        (await app.PostAsync("/orders", early)).Status.ShouldBe(400);
        (status, body) = await app.PostAsync("/orders", named);
        (status, (long?)body["customerId"]).ShouldBe((201, ada), body.ToJsonString());
    }

    private static async Task<long> ShippedAsync(OrdersApp app, string json)
    {
        var (status, order) = await app.PostAsync("/orders", json);
        status.ShouldBe(201, order.ToJsonString());
        await app.MoveAsync((long)order["id"]!, "processing");
        await app.MoveAsync((long)order["id"]!, "shipped");
        return (long)order["id"]!;
    }
}
