using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Orders;

[RunsOnEachStore]
public sealed class OrderTests
{
    [Fact]
    public async Task An_order_is_priced_by_the_catalogue_and_reserves_its_stock()
    {
        await using var app = await OrdersApp.StartAsync();
        var (one, two, customer) = (
            await app.ProductAsync(stock: 10), await app.ProductAsync(stock: 10, price: "0.0001"), await app.CustomerAsync());
        var (status, order) = await app.PostAsync(
            "/orders",
            $$"""
            {"customerId":{{customer}},"reference":"PO-7","status":"pending",
             "items":[{"productId":{{one}},"quantity":3,"discount":0.05},{"sku":"bolt-2","quantity":3,"discount":0.5}]}
            """);
        status.ShouldBe(201, order.ToJsonString());
        order.ToJsonString().ShouldBe($$"""
            {"id":1,"kind":"sale","returnOf":null,"externalId":null,"source":null,"customerId":1,"customerName":"Ada","status":"NEW","currency":"EUR","items":[{"productId":1,"sku":"BOLT","name":"Bolt","quantity":3,"unitPrice":4.95,"discount":0.05,"lineTotal":14.1075},{"productId":2,"sku":"BOLT-2","name":"Bolt","quantity":3,"unitPrice":0.0001,"discount":0.5,"lineTotal":0.0002}],"totalAmount":14.11,"reference":"PO-7","erpReference":null,"cancellation":null,"cancellationNote":null,"amendment":null,"amendmentNote":null,"amendedItems":null,"placedAt":"2026-01-31T09:30:00.000Z","version":1,"createdAt":"2026-01-31T09:30:00.000Z","updatedAt":"2026-01-31T09:30:00.000Z"}
            """);
        (await app.GetAsync("/orders/1")).ToJsonString().ShouldBe(order.ToJsonString());
        ((await app.StockAsync(one)), (await app.StockAsync(two))).ShouldBe(((10, 3), (10, 3)));
    }

    [Fact]
    public async Task An_order_of_another_system_is_placed_once()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 10);
        var body = $$"""{"externalId":"WEB-1001","items":[{"productId":{{product}},"quantity":2}]}""";
        (await app.PostAsync("/orders", body)).Status.ShouldBe(201);
        var (status, refused) = await app.PostAsync("/orders", body);
        (status, (string?)refused["errors"]!["externalId"]![0]).ShouldBe((409, "Is taken by order 1."));
        (await app.StockAsync(product)).ShouldBe((10, 2));
        (await app.PostAsync("/orders", $$"""{"items":[{"productId":{{product}},"quantity":1}]}""")).Status.ShouldBe(201);
        var other = (await app.GetAsync("/orders?sort=-id"))["items"]![0]!["id"]!;
        (await app.SendAsync(HttpMethod.Patch, $"/orders/{other}", """{"externalId":"WEB-1001"}""")).Status.ShouldBe(409);
        (
            await app.SendAsync(
                HttpMethod.Patch, $"/orders/{other}", $$"""{"externalId":"WEB-1001","items":[{"productId":{{product}},"quantity":6}]}""")
        ).Status.ShouldBe(409);
        (await app.StockAsync(product)).ShouldBe((10, 3));
        (await app.SendAsync(HttpMethod.Patch, "/orders/1", """{"externalId":"WEB-1002"}""")).Status.ShouldBe(200);
        (await app.SendAsync(HttpMethod.Patch, $"/orders/{other}", """{"externalId":"WEB-1001"}""")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task An_order_of_another_system_that_many_place_at_once_is_placed_once()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 100);
        var body = $$"""{"externalId":"WEB-7","items":[{"productId":{{product}},"quantity":2}]}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.PostAsync("/orders", body)));
        answers.Count(static answer => answer.Status == 201).ShouldBe(1);
        answers.Count(static answer => answer.Status == 409).ShouldBe(19);
        (await app.StockAsync(product)).ShouldBe((100, 2));
    }

    [Fact]
    public async Task An_order_is_found_by_its_reference_of_now_whatever_step_it_took_before()
    {
        await using var app = await OrdersApp.StartAsync();
        var order = await app.OrderAsync(await app.ProductAsync(stock: 5));
        await app.SendAsync(HttpMethod.Patch, $"/orders/{order}", """{"reference":"PO-4711"}""");
        await app.MoveAsync(order, "processing");
        await app.SendAsync(HttpMethod.Patch, $"/orders/{order}", """{"reference":"RF-0815"}""");
        (await FoundAsync("po-4711"), await FoundAsync("rf-0815")).ShouldBe((0, 1));

        async Task<int> FoundAsync(string text) => (await app.GetAsync($"/orders?q={text}"))["items"]!.AsArray().Count;
    }

    [Fact]
    public async Task A_new_order_changes_and_its_stock_with_it()
    {
        await using var app = await OrdersApp.StartAsync();
        var (one, two) = (await app.ProductAsync(stock: 5), await app.ProductAsync(stock: 5));
        var order = await app.OrderAsync(one, quantity: 5);
        var (status, after) = await app.SendAsync(
            HttpMethod.Put, $"/orders/{order}", $$"""{"items":[{"productId":{{one}},"quantity":4},{"productId":{{two}},"quantity":2}]}""",
            ("If-Match", "\"1\""));
        (status, (long)after["version"]!).ShouldBe((200, 2));
        ((await app.StockAsync(one)), (await app.StockAsync(two))).ShouldBe(((5, 4), (5, 2)));
        (status, var refused) = await app.SendAsync(
            HttpMethod.Put, $"/orders/{order}", $$"""{"items":[{"productId":{{one}},"quantity":1},{"productId":{{two}},"quantity":6}]}""");
        (status, refused["errors"]!["items[1].quantity"] is null).ShouldBe((409, false));
        ((await app.StockAsync(one)), (await app.StockAsync(two))).ShouldBe(((5, 4), (5, 2)));
    }

    [Fact]
    public async Task What_was_ordered_does_not_change_once_it_is_under_way_but_its_reference_does()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 5);
        var order = await app.OrderAsync(product);
        await app.MoveAsync(order, "processing");
        (
            await app.SendAsync(HttpMethod.Patch, $"/orders/{order}", $$"""{"items":[{"productId":{{product}},"quantity":2}]}""")
        ).Status.ShouldBe(409);
        (await app.SendAsync(HttpMethod.Patch, $"/orders/{order}", """{"reference":"B","externalId":"x"}""")).Status.ShouldBe(200);
        (await app.SendAsync(HttpMethod.Patch, $"/orders/{order}", """{"status":"shipped"}""")).Status.ShouldBe(200);
        (await app.StockAsync(product)).ShouldBe((4, 0));
        var (status, body) = await app.SendAsync(HttpMethod.Patch, $"/orders/{order}", """{"status":"new"}""");
        (status, (string)body["errors"]!["status"]![0]!).ShouldBe(
            (400, "An order can't go from SHIPPED to NEW; from there it goes to DELIVERED or INVOICED."));
    }

    [Fact]
    public async Task A_part_of_an_order_may_go_and_the_rest_of_its_stock_is_free_again()
    {
        await using var app = await OrdersApp.StartAsync();
        var (one, two) = (await app.ProductAsync(stock: 5), await app.ProductAsync(stock: 5));
        await app.PostAsync("/orders", $$"""{"items":[{"productId":{{one}},"quantity":5},{"productId":{{two}},"quantity":2}]}""");
        await app.MoveAsync(1, "processing");
        var (status, _) = await app.SendAsync(
            HttpMethod.Patch, "/orders/1", $$"""{"items":[{"productId":{{one}},"quantity":5},{"productId":{{two}},"quantity":3}]}""");
        status.ShouldBe(409, "more than was ordered");
        (status, var part) = await app.SendAsync(HttpMethod.Patch, "/orders/1", $$"""{"items":[{"productId":{{one}},"quantity":3}]}""");
        (status, (decimal?)part["totalAmount"]).ShouldBe((200, 14.85m));
        (await app.StockAsync(one), await app.StockAsync(two)).ShouldBe(((5, 3), (5, 0)));
        await app.MoveAsync(1, "shipped");
        (await app.StockAsync(one), await app.StockAsync(two)).ShouldBe(((2, 0), (5, 0)));
        (await app.SendAsync(HttpMethod.Patch, "/orders/1", $$"""{"items":[{"productId":{{one}},"quantity":1}]}""")).Status.ShouldBe(409);
    }

    [Fact]
    public async Task An_order_is_cancelled_once_and_only_before_it_is_shipped()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 5);
        var (one, two) = (await app.OrderAsync(product, quantity: 2), await app.OrderAsync(product, quantity: 2));
        var (status, first) = await app.SendAsync(HttpMethod.Post, $"/orders/{one}/cancel");
        (status, (string?)first["status"]).ShouldBe((200, "CANCELLED"));
        (await app.SendAsync(HttpMethod.Post, $"/orders/{one}/cancel")).Body.ToJsonString().ShouldBe(first.ToJsonString());
        await app.MoveAsync(two, "processing");
        await app.MoveAsync(two, "shipped");
        (await app.SendAsync(HttpMethod.Post, $"/orders/{two}/cancel")).Status.ShouldBe(409);
        (await app.StockAsync(product)).ShouldBe((3, 0));
    }

    [Theory]
    [InlineData(204)]
    [InlineData(204, "processing")]
    [InlineData(409, "processing", "shipped")]
    [InlineData(409, "processing", "shipped", "delivered")]
    [InlineData(409, "processing", "shipped", "invoiced")]
    [InlineData(204, "processing", "completed")]
    [InlineData(204, "cancelled")]
    public async Task An_order_is_deleted_only_when_nothing_is_on_its_way(int expected, params string[] steps)
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 5);
        var order = await app.OrderAsync(product, quantity: 2);
        foreach (var step in steps)
        {
            (await app.MoveAsync(order, step)).Status.ShouldBe(200);
        }

        (await app.SendAsync(HttpMethod.Delete, $"/orders/{order}")).Status.ShouldBe(expected);
        (await app.StockAsync(product)).Reserved.ShouldBe(0);
        if (expected == 204)
        {
            (await app.SendAsync(HttpMethod.Get, $"/orders/{order}")).Status.ShouldBe(404);
            ((string?)(await app.GetAsync($"/orders/{order}/history"))["items"]![0]!["change"]).ShouldBe("deleted");
            (await app.OrderAsync(product)).ShouldBe(order + 1, "an id is never used again");
        }
    }

    [Fact]
    public async Task The_same_order_sent_twice_reserves_stock_once()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 3);
        var order = $$"""{"items":[{"productId":{{product}},"quantity":2}]}""";
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => app.SendAsync(HttpMethod.Post, "/orders", order, ("Idempotency-Key", "k"))));
        answers.ShouldAllBe(answer => answer.Status == 201);
        answers.Select(answer => answer.Body.ToJsonString()).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        (await app.StockAsync(product)).ShouldBe((3, 2));
        (
            await app.SendAsync(HttpMethod.Post, "/orders", order.Replace("2}", "1}", StringComparison.Ordinal), ("Idempotency-Key", "k"))
        ).Status.ShouldBe(422);
        await app.SendAsync(HttpMethod.Delete, "/orders/1");
        (await app.SendAsync(HttpMethod.Post, "/orders", order, ("Idempotency-Key", "k"))).Status.ShouldBe(201);
        (await app.StockAsync(product)).ShouldBe((3, 0), "a repeat hears the first answer, whatever came of it");
    }

    [Fact]
    public async Task A_changed_order_is_known_by_its_version()
    {
        await using var app = await OrdersApp.StartAsync();
        var order = await app.OrderAsync(await app.ProductAsync(stock: 3));
        (await app.SendAsync(HttpMethod.Get, $"/orders/{order}", headers: ("If-None-Match", "\"1\""))).Status.ShouldBe(304);
        foreach (var (method, path, body) in new[]
        {
            (HttpMethod.Patch, $"/orders/{order}", """{"reference":"A"}"""),
            (HttpMethod.Put, $"/orders/{order}/status", """{"status":"processing"}"""),
            (HttpMethod.Post, $"/orders/{order}/cancel", ""), (HttpMethod.Delete, $"/orders/{order}", ""),
        })
        {
            (await app.SendAsync(method, path, body, ("If-Match", "\"7\""))).Status.ShouldBe(412, $"{method} {path}");
        }
    }

    [Fact]
    public async Task Orders_are_found_by_what_they_say()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 30);
        var customer = await app.CustomerAsync("Ölga");
        await app.PostAsync("/orders", $$"""{"customerId":{{customer}},"externalId":"X-1","placedAt":"2026-01-01T00:00:00Z","items":[{"productId":{{product}},"quantity":1}]}""");
        await app.PostAsync("/orders", $$"""{"reference":"PO-77","items":[{"productId":{{product}},"quantity":9}]}""");
        await app.PostAsync("/orders", $$"""{"kind":"return","items":[{"productId":{{product}},"quantity":2}]}""");
        await app.MoveAsync(2, "processing");
        foreach (var (query, ids) in new[]
        {
            ("", "1,2,3"), ("q=ÖLGA", "1"), ("q=ö", "1"), ("q=po-77", "2"), ("status=pending", "1,3"), ("status=processing", "2"),
            ("kind=return", "3"), ($"customerId={customer}", "1"), ("externalId=X-1", "1"), ("from=2026-01-15T00:00:00Z", "2,3"),
            ("to=2026-01-15T00:00:00Z", "1"), ("sort=totalAmount", "1,3,2"), ("sort=-placedAt", "3,2,1"), ("sort=-id&size=2", "3,2"),
            ("updatedSince=2030-01-01T00:00:00Z", ""),
        })
        {
            var page = await app.GetAsync($"/orders?{query}");
            string.Join(',', page["items"]!.AsArray().Select(order => (string)order!["id"]!.ToString())).ShouldBe(ids, query);
            page["items"]!.AsArray().ShouldAllBe(order => order!["items"]!.AsArray().Count == 1);
        }
    }

    [Fact]
    public async Task The_feed_has_every_step()
    {
        await using var app = await OrdersApp.StartAsync();
        var order = await app.OrderAsync(await app.ProductAsync(stock: 3));
        await app.MoveAsync(order, "processing");
        await app.MoveAsync(order, "processing");
        await app.SendAsync(HttpMethod.Delete, $"/orders/{order}");
        await app.NumberedAsync();
        var items = (await app.GetAsync("/orders/changes"))["items"]!.AsArray();
        items
            .Select(item => $"{item!["change"]} {item["version"]} {item["record"]?["status"]}".Trim())
            .ShouldBe(["created 1 NEW", "changed 2 PROCESSING", "deleted 3"]);
    }
}
