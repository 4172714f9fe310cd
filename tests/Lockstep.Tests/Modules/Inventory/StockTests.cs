using System.Text.Json.Nodes;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Inventory;

[RunsOnEachStore]
public sealed class StockTests
{
    [Fact]
    public async Task The_same_operation_sent_twice_moves_stock_once()
    {
        await using var app = await InventoryApp.StartAsync();
        var id = await app.ProductAsync(stock: 5);
        const string Receipt = """{"operationId":"r1","kind":"receipt","quantity":3,"reason":"делivery"}""";
        var first = await app.PostAsync($"/products/{id}/stock/movements", Receipt);
        await app.PostAsync($"/products/{id}/stock/movements", """{"operationId":"r2","kind":"receipt","quantity":1}""");
        var repeat = await app.PostAsync($"/products/{id}/stock/movements", Receipt);
        (first.Status, repeat.Status).ShouldBe((201, 200));
        repeat.Body.ToJsonString().ShouldBe(first.Body.ToJsonString());
        (await app.GetAsync($"/products/{id}/stock")).ToJsonString().ShouldBe("""{"onHand":9,"reserved":0,"available":9}""");
    }

    [Fact]
    public async Task A_repeat_hears_the_first_answer_even_when_the_product_is_gone()
    {
        await using var app = await InventoryApp.StartAsync();
        var id = await app.ProductAsync(stock: 5);
        const string Receipt = """{"operationId":"r1","kind":"receipt","quantity":3}""";
        await app.PostAsync($"/products/{id}/stock/movements", Receipt);
        await app.SendAsync(HttpMethod.Delete, $"/products/{id}");
        (await app.PostAsync($"/products/{id}/stock/movements", Receipt)).Status.ShouldBe(200);
        (await app.GetAsync($"/products/{id}/stock/movements"))["items"]!.AsArray().Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("""{"operationId":"r1","kind":"receipt","quantity":4}""")]
    [InlineData("""{"operationId":"r1","kind":"adjustment","quantity":3}""")]
    [InlineData("""{"operationId":"r1","kind":"receipt","quantity":3,"reason":"other"}""")]
    public async Task An_operation_id_with_another_content_is_refused(string other)
    {
        await using var app = await InventoryApp.StartAsync();
        var id = await app.ProductAsync(stock: 5);
        await app.PostAsync($"/products/{id}/stock/movements", """{"operationId":"r1","kind":"receipt","quantity":3}""");
        var (status, body) = await app.PostAsync($"/products/{id}/stock/movements", other);
        status.ShouldBe(409);
        body["errors"]!["operationId"].ShouldNotBeNull();
        ((long?)(await app.GetAsync($"/products/{id}/stock"))["onHand"]).ShouldBe(8);
    }

    [Fact]
    public async Task An_operation_id_belongs_to_one_product()
    {
        await using var app = await InventoryApp.StartAsync();
        var (one, two) = (await app.ProductAsync(stock: 5), await app.ProductAsync(stock: 5));
        await app.PostAsync($"/products/{one}/stock/movements", """{"operationId":"r1","kind":"receipt","quantity":3}""");
        (await app.PostAsync($"/products/{two}/stock/movements", """{"operationId":"r1","kind":"receipt","quantity":3}""")).Status.ShouldBe(
            409);
    }

    [Theory]
    [InlineData("adjustment", -6)]
    [InlineData("reserve", 6)]
    [InlineData("release", 1)]
    [InlineData("ship", 1)]
    public async Task A_movement_that_the_stock_does_not_allow_is_refused_and_leaves_no_trace(string kind, long quantity)
    {
        await using var app = await InventoryApp.StartAsync();
        var id = await app.ProductAsync(stock: 5);
        var (status, body) = await app.PostAsync(
            $"/products/{id}/stock/movements", $$"""{"operationId":"o1","kind":"{{kind}}","quantity":{{quantity}}}""");
        status.ShouldBe(409);
        body["errors"]!["quantity"].ShouldNotBeNull();
        (await app.GetAsync($"/products/{id}/stock/movements"))["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Reserved_stock_that_ships_leaves_the_warehouse_and_the_reservation()
    {
        await using var app = await InventoryApp.StartAsync();
        var id = await app.ProductAsync(stock: 5);
        await app.PostAsync($"/products/{id}/stock/movements", """{"operationId":"o1","kind":"Reserve","quantity":4}""");
        var (_, shipped) = await app.PostAsync($"/products/{id}/stock/movements", """{"operationId":"o2","kind":"ship","quantity":3}""");
        shipped["stock"]!.ToJsonString().ShouldBe("""{"onHand":2,"reserved":1,"available":1}""");
    }

    [Theory]
    [InlineData("count", 3)]
    [InlineData("adjustment", -7)]
    public async Task What_was_counted_or_lost_is_entered_also_when_more_is_reserved(string kind, long quantity)
    {
        await using var app = await InventoryApp.StartAsync();
        var id = await app.ProductAsync(stock: 10);
        await app.PostAsync($"/products/{id}/stock/movements", """{"operationId":"o1","kind":"reserve","quantity":4}""");
        var (status, body) = await app.PostAsync(
            $"/products/{id}/stock/movements", $$"""{"operationId":"o2","kind":"{{kind}}","quantity":{{quantity}}}""");
        (status, body["stock"]?.ToJsonString()).ShouldBe((201, """{"onHand":3,"reserved":4,"available":0,"shortage":1}"""));
        (await app.PostAsync($"/products/{id}/stock/movements", """{"operationId":"o3","kind":"reserve","quantity":1}"""))
            .Status.ShouldBe(409);
        var page = await app.GetAsync("/products/shortages");
        page["items"]!.AsArray().Select(static item => ((long)item!["productId"]!, (long)item["stock"]!["shortage"]!)).ShouldBe([(id, 1)]);
        (await app.PostAsync($"/products/{id}/stock/movements", """{"operationId":"o4","kind":"release","quantity":2}"""))
            .Status.ShouldBe(201);
        (await app.GetAsync("/products/shortages"))["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_count_of_earlier_keeps_what_moved_since()
    {
        await using var app = await InventoryApp.StartAsync();
        var id = await app.ProductAsync(stock: 10);
        app.Clock.Pass(TimeSpan.FromHours(1));
        var countedAt = app.Clock.Pass(TimeSpan.FromHours(1));
        await app.PostAsync($"/products/{id}/stock/movements", """{"operationId":"s1","kind":"adjustment","quantity":-3}""");
        var (_, count) = await app.PostAsync(
            $"/products/{id}/stock/movements", $$"""{"operationId":"c1","kind":"count","quantity":12,"countedAt":"{{countedAt}}"}""");
        ((long?)count["onHandChange"], (long?)count["stock"]!["onHand"], (string?)count["countedAt"]).ShouldBe((2, 9, countedAt));
    }

    [Fact]
    public async Task Counts_that_arrive_in_the_wrong_order_leave_the_stock_of_the_newest()
    {
        await using var app = await InventoryApp.StartAsync();
        var id = await app.ProductAsync(stock: 10);
        app.Clock.Pass(TimeSpan.FromHours(1));
        var older = app.Clock.Pass(TimeSpan.FromHours(1));
        var newer = app.Clock.Pass(TimeSpan.FromHours(1));
        await app.PostAsync(
            $"/products/{id}/stock/movements", $$"""{"operationId":"c2","kind":"count","quantity":7,"countedAt":"{{newer}}"}""");
        var (status, late) = await app.PostAsync(
            $"/products/{id}/stock/movements", $$"""{"operationId":"c1","kind":"count","quantity":4,"countedAt":"{{older}}"}""");
        (status, (long?)late["onHandChange"], (long?)late["stock"]!["onHand"]).ShouldBe((201, 0, 7));
    }

    [Fact]
    public async Task The_ledger_is_read_page_by_page_newest_first()
    {
        await using var app = await InventoryApp.StartAsync();
        var id = await app.ProductAsync(stock: 5);
        for (var number = 1; number <= 4; number++)
        {
            await app.PostAsync($"/products/{id}/stock/movements", $$"""{"operationId":"r{{number}}","kind":"receipt","quantity":1}""");
        }

        var seen = new List<string>();
        var next = "";
        while (next is not null)
        {
            var page = await app.GetAsync($"/products/{id}/stock/movements?size=2{next}");
            seen.AddRange(page["items"]!.AsArray().Select(item => item!["stock"]!["onHand"]!.ToString()));
            next = page["next"] is JsonValue after ? $"&after={after}" : null;
        }

        seen.ShouldBe(["9", "8", "7", "6", "5"]);
    }

    [Fact]
    public async Task The_stock_of_no_product_is_not_found()
    {
        await using var app = await InventoryApp.StartAsync();
        (await app.SendAsync(HttpMethod.Get, "/products/77/stock")).Status.ShouldBe(404);
        (await app.SendAsync(HttpMethod.Get, "/products/77/stock/movements")).Status.ShouldBe(404);
        (await app.PostAsync("/products/77/stock/movements", """{"operationId":"o","kind":"receipt","quantity":1}""")).Status.ShouldBe(404);
    }
}
