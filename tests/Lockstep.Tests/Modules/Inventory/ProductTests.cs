using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Inventory;

[RunsOnEachStore]
public sealed class ProductTests
{
    [Fact]
    public async Task A_product_of_another_system_is_made_once()
    {
        await using var app = await InventoryApp.StartAsync();
        (await app.PostAsync("/products", """{"name":"pe","price":1,"externalId":"E1"}""")).Status.ShouldBe(201);
        var (status, refused) = await app.PostAsync("/products", """{"name":"pe","price":1,"externalId":"E1"}""");
        (status, (string?)refused["errors"]!["externalId"]![0]).ShouldBe((409, "Is taken by product 1."));
        (await app.PostAsync("/products", """{"name":"nut","price":1}""")).Status.ShouldBe(201);
        (await app.SendAsync(HttpMethod.Patch, "/products/2", """{"externalId":"E1"}""")).Status.ShouldBe(409);
        (await app.SendAsync(HttpMethod.Patch, "/products/1", """{"externalId":"E1","price":2}""")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_product_without_sku_gets_one_from_its_name_and_the_next_one_a_number()
    {
        await using var app = await InventoryApp.StartAsync();
        var first = await app.PostAsync("/products", """{"name":"Hex bolt","price":9.99}""");
        var second = await app.PostAsync("/products", """{"name":"hex  BOLT","price":9.99}""");
        first.Status.ShouldBe(201);
        ((string?)first.Body["sku"], (string?)second.Body["sku"]).ShouldBe(("HEX-BOLT", "HEX-BOLT-2"));
        ((decimal?)first.Body["price"], (string?)first.Body["currency"], (string?)first.Body["status"]).ShouldBe((9.99m, "EUR", "active"));
    }

    [Fact]
    public async Task A_sku_is_taken_in_any_case()
    {
        await using var app = await InventoryApp.StartAsync();
        await app.PostAsync("/products", """{"name":"a","price":1,"sku":"Болт-1"}""");
        var (status, body) = await app.PostAsync("/products", """{"name":"b","price":1,"sku":"БОЛТ-1"}""");
        status.ShouldBe(409);
        body["errors"]!["sku"].ShouldNotBeNull();
    }

    [Theory]
    [InlineData("stock", "7")]
    [InlineData("quantity", "7")]
    [InlineData("quantity", "7.0")]
    public async Task A_number_for_stock_is_a_count_that_the_ledger_keeps(string field, string value)
    {
        await using var app = await InventoryApp.StartAsync();
        var (_, product) = await app.PostAsync("/products", $$"""{"name":"a","price":1,"{{field}}":{{value}}}""");
        product["stock"]!.ToJsonString().ShouldBe("""{"onHand":7,"reserved":0,"available":7}""");
        var movements = (await app.GetAsync($"/products/{product["id"]}/stock/movements"))["items"]!.AsArray();
        movements.Single()!["kind"]!.ToString().ShouldBe("count");
    }

    [Fact]
    public async Task A_product_that_was_read_can_be_put_back_as_it_is()
    {
        await using var app = await InventoryApp.StartAsync();
        var id = await app.ProductAsync(stock: 5);
        var read = await app.GetAsync($"/products/{id}");
        var (status, put) = await app.SendAsync(HttpMethod.Put, $"/products/{id}", read.ToJsonString());
        status.ShouldBe(200);
        put.ToJsonString().ShouldBe(read.ToJsonString());
    }

    [Fact]
    public async Task A_put_keeps_the_sku_and_the_currency_that_it_leaves_out()
    {
        await using var app = await InventoryApp.StartAsync();
        var (_, made) = await app.PostAsync("/products", """{"name":"a","price":1,"sku":"X1","currency":"USD","description":"old"}""");
        var (_, put) = await app.SendAsync(HttpMethod.Put, $"/products/{made["id"]}", """{"name":"b","price":2}""");
        ((string?)put["sku"], (string?)put["currency"], (string?)put["description"], (long?)put["version"]).ShouldBe(
            ("X1", "USD", null, 2));
    }

    [Fact]
    public async Task A_patch_changes_what_it_names_and_nothing_else()
    {
        await using var app = await InventoryApp.StartAsync();
        var id = await app.ProductAsync(stock: 5);
        var (status, body) = await app.SendAsync(
            HttpMethod.Patch, $"/inventory/{id}", """{"price":2.5,"quantity":8}""", ("If-Match", "\"1\""));
        status.ShouldBe(200);
        ((string?)body["name"], (decimal?)body["price"], (long?)body["stock"]!["onHand"], (long?)body["version"]).ShouldBe(
            ("Bolt", 2.5m, 8, 2));
    }

    [Fact]
    public async Task A_change_on_an_old_version_is_refused()
    {
        await using var app = await InventoryApp.StartAsync();
        var id = await app.ProductAsync(stock: 5);
        await app.SendAsync(HttpMethod.Patch, $"/products/{id}", """{"price":2}""");
        (await app.SendAsync(HttpMethod.Patch, $"/products/{id}", """{"price":3}""", ("If-Match", "\"1\""))).Status.ShouldBe(412);
    }

    [Fact]
    public async Task A_put_whose_count_is_below_what_is_reserved_shows_the_shortage()
    {
        await using var app = await InventoryApp.StartAsync();
        var id = await app.ProductAsync(stock: 5);
        await app.PostAsync($"/products/{id}/stock/movements", """{"operationId":"o1","kind":"reserve","quantity":4}""");
        var (status, body) = await app.SendAsync(HttpMethod.Put, $"/products/{id}", """{"name":"Nut","price":3,"stock":3}""");
        (status, (string?)body["name"], (long?)body["stock"]!["shortage"]).ShouldBe((200, "Nut", 1));
    }

    [Fact]
    public async Task A_count_takes_the_permission_for_stock_besides_the_one_for_products()
    {
        await using var app = await InventoryApp.StartAsync();
        app.Granted = new HashSet<string>(StringComparer.Ordinal) { Permissions.ProductsWrite };
        (await app.PostAsync("/products", """{"name":"a","price":1,"stock":1}""")).Status.ShouldBe(403);
        (await app.PostAsync("/products", """{"name":"a","price":1}""")).Status.ShouldBe(201);
        (await app.SendAsync(HttpMethod.Patch, "/products/1", """{"quantity":1}""")).Status.ShouldBe(403);
        (await app.SendAsync(HttpMethod.Patch, "/products/1", """{"price":2}""")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_copy_of_a_product_never_passes_for_new_when_its_stock_moved()
    {
        await using var app = await InventoryApp.StartAsync();
        var id = await app.ProductAsync(stock: 5);
        await app.PostAsync($"/products/{id}/stock/movements", """{"operationId":"r1","kind":"receipt","quantity":1}""");
        var (status, body) = await app.SendAsync(HttpMethod.Get, $"/products/{id}", header: ("If-None-Match", "\"1\""));
        (status, (long?)body["stock"]!["onHand"]).ShouldBe((200, 6));
    }

    [Fact]
    public async Task A_product_with_reserved_stock_cant_be_deleted()
    {
        await using var app = await InventoryApp.StartAsync();
        var id = await app.ProductAsync(stock: 5);
        await app.PostAsync($"/products/{id}/stock/movements", """{"operationId":"o1","kind":"reserve","quantity":1}""");
        (await app.SendAsync(HttpMethod.Delete, $"/products/{id}")).Status.ShouldBe(409);
        await app.PostAsync($"/products/{id}/stock/movements", """{"operationId":"o2","kind":"release","quantity":1}""");
        (await app.SendAsync(HttpMethod.Delete, $"/products/{id}")).Status.ShouldBe(204);
        (await app.SendAsync(HttpMethod.Get, $"/products/{id}")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task History_and_changes_tell_who_did_what_deletes_included()
    {
        await using var app = await InventoryApp.StartAsync();
        var id = await app.ProductAsync(stock: 5);
        await app.SendAsync(HttpMethod.Patch, $"/products/{id}", """{"price":2}""");
        await app.SendAsync(HttpMethod.Delete, $"/products/{id}");
        Words(await app.GetAsync($"/products/{id}/history")).ShouldBe(["deleted", "changed", "created"]);
        await app.NumberedAsync();
        Words(await app.GetAsync("/products/changes")).ShouldBe(["created", "changed", "deleted"]);

        static IEnumerable<string?> Words(JsonNode page) => page["items"]!.AsArray().Select(item => (string?)item!["change"]);
    }

    [Fact]
    public async Task A_product_is_found_by_what_it_is_called_now_and_by_nothing_else()
    {
        await using var app = await InventoryApp.StartAsync();
        await app.PostAsync("/products", """{"name":"Carriage bolt","price":1,"sku":"a-1"}""");
        await app.SendAsync(HttpMethod.Patch, "/products/1", """{"price":2}""");
        await app.SendAsync(HttpMethod.Patch, "/products/1", """{"name":"Toggle screw"}""");
        (await FoundAsync("carriage"), await FoundAsync("toggle"), await FoundAsync("a-1")).ShouldBe((0, 1, 1));
        await app.SendAsync(HttpMethod.Delete, "/products/1", null);
        (await FoundAsync("toggle")).ShouldBe(0);

        async Task<int> FoundAsync(string text) => (await app.GetAsync($"/products?q={text}"))["items"]!.AsArray().Count;
    }

    [Theory]
    [InlineData("?sort=-price", "c,b,a")]
    [InlineData("?sort=sku", "a,b,c")]
    [InlineData("?q=OLT", "a,b")]
    [InlineData("?sku=B-2", "b")]
    [InlineData("?externalId=e9", "c")]
    [InlineData("?status=inactive", "c")]
    public async Task Products_are_listed_searched_and_filtered(string query, string skus)
    {
        await using var app = await InventoryApp.StartAsync();
        await app.PostAsync("/products", """{"name":"Bolt","price":1,"sku":"a-1"}""");
        await app.PostAsync("/products", """{"name":"Big bolt","price":2,"sku":"b-2"}""");
        await app.PostAsync("/products", """{"name":"Nut","price":3,"sku":"c-3","externalId":"e9","status":"inactive"}""");
        var items = (await app.GetAsync($"/inventory{query}"))["items"]!.AsArray();
        string.Join(',', items.Select(item => item!["sku"]!.ToString()[..1])).ShouldBe(skus);
    }
}
