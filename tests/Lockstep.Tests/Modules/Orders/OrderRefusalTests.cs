using Lockstep.Contracts.Access;

namespace Lockstep.Tests.Modules.Orders;

public sealed class OrderRefusalTests
{
    [Theory]
    [InlineData("""{}""", 400, "items")]
    [InlineData("""{"items":[]}""", 400, "items")]
    [InlineData("""{"items":[null]}""", 400, "items[0].productId,items[0].quantity")]
    [InlineData("""{"items":[{"quantity":1}]}""", 400, "items[0].productId")]
    [InlineData("""{"items":[{"productId":1}]}""", 400, "items[0].quantity")]
    [InlineData("""{"items":[{"productId":1,"quantity":0}]}""", 400, "items[0].quantity")]
    [InlineData("""{"items":[{"productId":1,"quantity":-1}]}""", 400, "items[0].quantity")]
    [InlineData("""{"items":[{"productId":1,"quantity":1000001}]}""", 400, "items[0].quantity")]
    [InlineData("""{"items":[{"productId":1,"quantity":1,"discount":1.1}]}""", 400, "items[0].discount")]
    [InlineData("""{"items":[{"productId":1,"quantity":1,"discount":0.00001}]}""", 400, "items[0].discount")]
    [InlineData("""{"items":[{"productId":1,"quantity":1,"unitPrice":-1}]}""", 400, "items[0].unitPrice")]
    [InlineData("""{"items":[{"productId":1,"quantity":1,"unitPrice":0.00001}]}""", 400, "items[0].unitPrice")]
    [InlineData("""{"items":[{"productId":1,"quantity":1000000,"unitPrice":99999999999}]}""", 400, "items")]
    [InlineData("""{"items":[{"productId":77,"quantity":1}]}""", 400, "items[0].productId")]
    [InlineData("""{"items":[{"sku":"nothing","quantity":1}]}""", 400, "items[0].sku")]
    [InlineData("""{"items":[{"productId":2,"quantity":1}]}""", 400, "items[0].productId")]
    [InlineData("""{"items":[{"productId":1,"quantity":1},{"productId":3,"quantity":1}]}""", 400, "items[1].unitPrice")]
    [InlineData("""{"items":[{"productId":1,"quantity":4}]}""", 409, "items[0].quantity")]
    [InlineData("""{"items":[{"productId":1,"quantity":1}],"customerId":77}""", 404, "customerId")]
    [InlineData("""{"items":[{"productId":1,"quantity":1}],"customerId":0}""", 400, "customerId")]
    [InlineData("""{"items":[{"productId":1,"quantity":1}],"status":"shipped"}""", 400, "status")]
    [InlineData("""{"items":[{"productId":1,"quantity":1}],"status":"sent"}""", 400, "status")]
    [InlineData("""{"items":[{"productId":1,"quantity":1}],"kind":"gift"}""", 400, "kind")]
    [InlineData("""{"items":[{"productId":1,"quantity":1}],"currency":"euro"}""", 400, "currency")]
    [InlineData("""{"items":[{"productId":1,"quantity":1}],"placedAt":"2036-01-01T00:00:00Z"}""", 400, "placedAt")]
    public async Task An_order_that_can_not_be_is_refused_by_its_field_and_reserves_nothing(string order, int expected, string field)
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 3);
        await app.SendAsync(HttpMethod.Patch, $"/products/{await app.ProductAsync(stock: 3)}", """{"status":"inactive"}""");
        await app.ProductAsync(stock: 3, currency: "USD");
        var (status, body) = await app.PostAsync("/orders", order);
        status.ShouldBe(expected, body.ToJsonString());
        body["errors"]!.AsObject().Select(error => error.Key).ShouldBe(field.Split(','));
        (await app.StockAsync(product)).ShouldBe((3, 0));
        (await app.GetAsync("/orders"))["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_price_and_a_discount_need_a_permission()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 9);
        app.Granted = Permissions.Of(["sales"]);
        (await app.PostAsync("/orders", Order(product, "\"unitPrice\":4.95"))).Status.ShouldBe(201);
        (await app.PostAsync("/orders", Order(product, "\"unitPrice\":4.94"))).Status.ShouldBe(400);
        (await app.PostAsync("/orders", Order(product, "\"discount\":0.1"))).Status.ShouldBe(400);
        app.Granted = Permissions.Of(["manager"]);
        (await app.PostAsync("/orders", Order(product, "\"unitPrice\":4.94,\"discount\":0.1"))).Status.ShouldBe(201);
    }

    [Fact]
    public async Task A_customer_gives_no_external_id_and_hears_of_nobody_elses()
    {
        await using var app = await OrdersApp.StartAsync();
        var (product, self) = (await app.ProductAsync(stock: 9), await app.CustomerAsync("Self"));
        (await app.PostAsync("/orders", Order(product, "", "\"externalId\":\"S-1\","))).Status.ShouldBe(201);
        (app.Granted, app.Self) = (Permissions.Of(["customer"]), self);
        var own = (long)(await app.PostAsync("/orders", Order(product))).Body["id"]!;
        foreach (var id in new[] { "S-1", "S-2" })
        {
            var (status, body) = await app.PostAsync("/orders", Order(product, "", $"\"externalId\":\"{id}\","));
            (status, (string?)body["detail"])
                .ShouldBe((403, "externalId and erpReference are what other systems call an order, "
                    + "custom what the staff say of it; customers give none."));
            (await app.SendAsync(HttpMethod.Patch, $"/orders/{own}", $$"""{"externalId":"{{id}}"}""")).Status.ShouldBe(403);
        }

        app.Granted = Permissions.Of(["admin"]);
        (await app.StockAsync(product)).ShouldBe((9, 2));
    }

    [Fact]
    public async Task A_customer_orders_for_itself_changes_and_cancels_that_and_nothing_else()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 9);
        var (self, other) = (await app.CustomerAsync("Self"), await app.CustomerAsync("Other"));
        var theirs = (long)(await app.PostAsync("/orders", Order(product, "", $"\"customerId\":{other},"))).Body["id"]!;
        var guest = await app.OrderAsync(product);
        (app.Granted, app.Self) = (Permissions.Of(["customer"]), self);
        var (status, own) = await app.PostAsync("/orders", Order(product));
        (status, (long?)own["customerId"], (string?)own["customerName"]).ShouldBe((201, self, "Self"));
        (await app.PostAsync("/orders", Order(product, "", $"\"customerId\":{other},"))).Status.ShouldBe(404);
        foreach (var order in new[] { theirs, guest, 77 })
        {
            (await app.SendAsync(HttpMethod.Get, $"/orders/{order}")).Status.ShouldBe(404);
            (await app.SendAsync(HttpMethod.Get, $"/orders/{order}/history")).Status.ShouldBe(404);
            (await app.SendAsync(HttpMethod.Put, $"/orders/{order}", Order(product))).Status.ShouldBe(404);
            (await app.SendAsync(HttpMethod.Post, $"/orders/{order}/cancel")).Status.ShouldBe(404);
        }

        (await app.SendAsync(HttpMethod.Patch, $"/orders/{own["id"]}", """{"status":"processing"}""")).Status.ShouldBe(403);
        (await app.MoveAsync((long)own["id"]!, "processing")).Status.ShouldBe(403);
        (await app.SendAsync(HttpMethod.Delete, $"/orders/{own["id"]}")).Status.ShouldBe(403);
        (await app.SendAsync(HttpMethod.Put, $"/orders/{own["id"]}", Order(product, "\"discount\":0.5"))).Status.ShouldBe(400);
        (
            await app.SendAsync(
                HttpMethod.Put, $"/orders/{own["id"]}",
                Order(product).Replace("\"quantity\":1", "\"quantity\":2", StringComparison.Ordinal))).Status.ShouldBe(200);
        (await app.SendAsync(HttpMethod.Post, $"/orders/{own["id"]}/cancel")).Status.ShouldBe(200);
        (await app.GetAsync("/orders"))["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        await using var app = await OrdersApp.StartAsync();
        (await app.SendAsync(HttpMethod.Get, "/orders/77")).Status.ShouldBe(404);
        (await app.SendAsync(HttpMethod.Get, "/orders/77/history")).Status.ShouldBe(404);
        (await app.SendAsync(HttpMethod.Patch, "/orders/77", "{}")).Status.ShouldBe(404);
        (await app.SendAsync(HttpMethod.Delete, "/orders/77")).Status.ShouldBe(404);
        (await app.MoveAsync(77, "processing")).Status.ShouldBe(404);
        (await app.MoveAsync(77, "sent")).Status.ShouldBe(404);
        (await app.MoveAsync(await app.OrderAsync(await app.ProductAsync(stock: 1)), "sent")).Status.ShouldBe(400);
    }

    private static string Order(long product, string price = "", string more = "") =>
        $$"""{{{more}}"items":[{"productId":{{product}},"quantity":1{{(price.Length == 0 ? "" : "," + price)}}}]}""";
}
