using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Systems;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Orders;

/// <summary>
/// Flows write customers, products, counts and orders through the writers that people and clients use, each version once.
/// </summary>
[RunsOnEachStore]
public sealed class FlowWriteTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_record_of_the_source_is_one_customer_here_however_often_and_late_it_is_written()
    {
        await using var app = await OrdersApp.StartAsync();
        var made = await CustomerAsync(app, 1, """{ "name": "Ada", "email": "ada@example.com", "phone": "1" }""");
        var changed = await CustomerAsync(app, 2, """{ "name": "Ada King", "email": "king@example.com" }""");
        app.Clock.Pass(TimeSpan.FromDays(4_000));
        var late = await CustomerAsync(app, 1, """{ "name": "Ada", "email": "ada@example.com", "phone": "1" }""");
        made.ShouldBe(new WriteAnswer(WriteOutcome.Applied, 1, 1));
        changed.ShouldBe(new WriteAnswer(WriteOutcome.Applied, 1, 2));
        late.ShouldBe(new WriteAnswer(WriteOutcome.AlreadyThere, 1, 2));
        var customer = await app.GetAsync("/customers/1");
        ((string?)customer["name"]).ShouldBe("Ada King");
        ((string?)customer["phone"]).ShouldBe("1", "what is not mapped stays as it is");
        ((long?)(await app.GetAsync("/customers"))["total"]).ShouldBe(1);
    }

    [Fact]
    public async Task The_history_tells_which_flow_it_was()
    {
        await using var app = await OrdersApp.StartAsync();
        await CustomerAsync(app, 1, """{ "name": "Ada" }""");
        ((string?)(await app.GetAsync("/customers/1/history"))["items"]![0]!["actor"]).ShouldBe("flow:test");
    }

    [Fact]
    public async Task A_customer_who_is_there_already_is_not_made_a_second_time()
    {
        await using var app = await OrdersApp.StartAsync();
        await app.PostAsync("/customers", """{ "name": "Ada", "email": "ada@example.com" }""");
        var answer = await CustomerAsync(app, 7, """{ "name": "Ada King", "email": "ADA@example.com" }""");
        answer.ShouldBe(new WriteAnswer(WriteOutcome.Applied, 1, 2));
        ((long?)(await app.GetAsync("/customers"))["total"]).ShouldBe(1);
    }

    [Fact]
    public async Task A_customer_who_was_deleted_here_does_not_come_back_by_itself()
    {
        await using var app = await OrdersApp.StartAsync();
        await CustomerAsync(app, 1, """{ "name": "Ada" }""");
        await app.SendAsync(HttpMethod.Delete, "/customers/1");
        var answer = await CustomerAsync(app, 2, """{ "name": "Ada King" }""");
        answer.Outcome.ShouldBe(WriteOutcome.Refused);
        answer.Reason.ShouldNotBeNull().ShouldContain("was deleted here");
    }

    [Fact]
    public async Task Two_records_of_the_source_that_look_alike_stay_two()
    {
        await using var app = await OrdersApp.StartAsync();
        await WriteAsync(app, "crm", "customer", "customers/1", 1, """{ "name": "Bo Li" }""");
        await WriteAsync(app, "crm", "customer", "customers/2", 1, """{ "name": "Bo Li" }""");
        await WriteAsync(
            app, "inventory", "product", "products/1", 1, """{ "name": "Shirt", "price": 1, "externalId": "A", "source": "shop" }""");
        await WriteAsync(
            app, "inventory", "product", "products/2", 1, """{ "name": "Shirt", "price": 2, "externalId": "B", "source": "shop" }""");
        ((long?)(await app.GetAsync("/customers"))["total"]).ShouldBe(2);
        ((long?)(await app.GetAsync("/products"))["total"]).ShouldBe(2);
        var keyless = await WriteAsync(
            app, "inventory", "product", "products/3", 1, """{ "name": "Hat", "price": 2, "externalId": "C" }""");
        keyless.Reason.ShouldBe("source: Must be given together with externalId.");
    }

    [Fact]
    public async Task An_address_that_is_gone_at_the_source_is_gone_here()
    {
        await using var app = await OrdersApp.StartAsync();
        await CustomerAsync(app, 1, """{ "name": "Ada", "address": { "line": "1 A St", "city": "London", "country": "GB" } }""");
        await CustomerAsync(app, 2, """{ "name": "Ada", "address": null }""");
        (await app.GetAsync("/customers/1"))["address"].ShouldBeNull();
    }

    [Fact]
    public async Task A_count_has_two_names_in_every_version()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await WriteAsync(app, "inventory", "product", "products/9", 1, """{ "name": "Tea", "price": 1, "quantity": 3 }""");
        await WriteAsync(app, "inventory", "product", "products/9", 2, """{ "name": "Tea", "price": 1, "quantity": 8 }""");
        (await app.StockAsync(product.RecordId)).OnHand.ShouldBe(8);
    }

    [Theory]
    [InlineData("""{ "name": "Ada", "emial": "ada@example.com" }""", "emial: Is no field of this record.")]
    [InlineData("""{ "name": "Ada", "address": { "town": "London" } }""", "address.town: Is no field of this record.")]
    [InlineData("""{ "name": "Ada", "email": "nobody" }""", "email: Must be an e-mail address like name@example.com.")]
    [InlineData("""{ "email": "ada@example.com" }""", "name: Must be given; a row needs a name, an organisation or an external id.")]
    [InlineData("""{ "name": [7] }""", "name: Does not have the expected type or form")]
    public async Task What_is_wrong_with_a_field_is_named_and_nothing_is_written(string fields, string reason)
    {
        await using var app = await OrdersApp.StartAsync();
        var answer = await CustomerAsync(app, 1, fields);
        answer.Outcome.ShouldBe(WriteOutcome.Refused);
        answer.Reason.ShouldNotBeNull().ShouldStartWith(reason);
        ((long?)(await app.GetAsync("/customers"))["total"]).ShouldBe(0);
    }

    [Fact]
    public async Task A_product_and_its_counts_enter_the_ledger_once()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await WriteAsync(
            app, "inventory", "product", "products/9", 1, """{ "sku": "TEA", "name": "Tea", "price": 2.5, "stock": 10 }""");
        await WriteAsync(app, "inventory", "product", "products/9", 1, """{ "sku": "TEA", "name": "Tea", "price": 2.5, "stock": 10 }""");
        await WriteAsync(app, "inventory", "product", "products/9", 2, """{ "sku": "TEA", "name": "Green tea", "price": 3 }""");
        product.Outcome.ShouldBe(WriteOutcome.Applied);
        (await app.StockAsync(product.RecordId)).OnHand.ShouldBe(10);
        await WriteAsync(app, "inventory", "stock-count", "counts/9", 1, """{ "sku": "tea", "quantity": 7 }""");
        await WriteAsync(app, "inventory", "stock-count", "counts/9", 2, """{ "sku": "tea", "quantity": 10 }""");
        await WriteAsync(app, "inventory", "stock-count", "counts/9", 3, """{ "sku": "tea", "quantity": 7 }""");
        await WriteAsync(app, "inventory", "stock-count", "counts/9", 2, """{ "sku": "tea", "quantity": 10 }""");
        (await app.StockAsync(product.RecordId)).OnHand.ShouldBe(7);
        var movements = (await app.GetAsync($"/products/{product.RecordId}/stock/movements"))["items"]!.AsArray();
        movements.Select(movement => (long)movement!["quantity"]!).ShouldBe([7, 10, 7, 10]);
        ((string?)(await app.GetAsync($"/products/{product.RecordId}"))["name"]).ShouldBe("Green tea");
    }

    [Fact]
    public async Task An_order_is_placed_once_changed_by_later_versions_and_reserves_what_it_holds()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 5);
        var placed = await OrderAsync(app, 1, Items(product, 2));
        var repeat = await OrderAsync(app, 1, Items(product, 2));
        placed.ShouldBe(new WriteAnswer(WriteOutcome.Applied, 1, 1));
        repeat.ShouldBe(new WriteAnswer(WriteOutcome.AlreadyThere, 1, 1));
        (await app.StockAsync(product)).ShouldBe((5, 2));
        (await OrderAsync(app, 2, Items(product, 4))).ShouldBe(new WriteAnswer(WriteOutcome.Applied, 1, 2));
        (await app.StockAsync(product)).ShouldBe((5, 4));
        (await OrderAsync(app, 1, Items(product, 2))).Outcome.ShouldBe(WriteOutcome.AlreadyThere);
        (await app.StockAsync(product)).ShouldBe((5, 4));
        ((string?)(await app.GetAsync("/orders/1/history"))["items"]![0]!["actor"]).ShouldBe("flow:test");
    }

    [Fact]
    public async Task An_order_of_which_there_is_too_little_is_refused_and_nothing_is_held()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 1);
        var answer = await OrderAsync(app, 1, Items(product, 2));
        answer.Outcome.ShouldBe(WriteOutcome.Refused);
        answer.Reason.ShouldBe("items[0].quantity: Only 1 are available.");
        (await app.StockAsync(product)).ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_flow_that_dies_between_the_stock_and_the_order_finds_its_reservation_and_places_the_order_once()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 5);
        app.Line.OnReserved = _ => throw new StoreFailedException(StoreFault.Unreachable, "died here");
        await Should.ThrowAsync<StoreFailedException>(() => OrderAsync(app, 1, Items(product, 3)));
        (await app.StockAsync(product)).ShouldBe((5, 3));
        app.Line.OnReserved = _ => Task.CompletedTask;
        (await OrderAsync(app, 1, Items(product, 3))).ShouldBe(new WriteAnswer(WriteOutcome.Applied, 1, 1));
        (await app.StockAsync(product)).ShouldBe((5, 3));
        ((long?)(await app.GetAsync("/orders"))["total"]).ShouldBe(1);
    }

    [Fact]
    public async Task A_newer_version_that_meets_an_older_one_being_placed_is_not_lost()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 20);
        var isFirst = true;
        app.Line.OnReserved = async _ =>
        {
            if (isFirst)
            {
                isFirst = false;
                await OrderAsync(app, 1, Items(product, 2));
            }
        };
        (await OrderAsync(app, 2, Items(product, 4))).ShouldBe(new WriteAnswer(WriteOutcome.Applied, 1, 2));
        ((long?)(await app.GetAsync("/orders/1"))["items"]![0]!["quantity"]).ShouldBe(4);
        app.Clock.Pass(TimeSpan.FromMinutes(2));
        await app.Keeper.SweepAsync(null, CancellationToken.None);
        (await app.StockAsync(product)).ShouldBe((20, 4));
    }

    [Fact]
    public async Task A_report_of_its_state_moves_an_order_along_by_the_table_of_steps_and_moves_its_stock()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 5);
        var order = await app.OrderAsync(product, quantity: 2);
        (await ReportAsync(app, order, 1, "processing")).Outcome.ShouldBe(WriteOutcome.Applied);
        (await ReportAsync(app, order, 2, "shipped")).ShouldBe(new WriteAnswer(WriteOutcome.Applied, order, 3));
        (await app.StockAsync(product)).ShouldBe((3, 0));
        (await ReportAsync(app, order, 2, "shipped")).ShouldBe(new WriteAnswer(WriteOutcome.AlreadyThere, order, 3));
        var back = await ReportAsync(app, order, 3, "new");
        back.Outcome.ShouldBe(WriteOutcome.Refused);
        back.Reason.ShouldNotBeNull().ShouldStartWith("status: An order can't go from SHIPPED to NEW");
        ((string?)(await app.GetAsync($"/orders/{order}"))["erpReference"]).ShouldBe("ERP-2");
    }

    [Fact]
    public async Task A_report_from_who_is_asked_now_and_then_leads_over_the_steps_between_and_not_back_again()
    {
        await using var app = await OrdersApp.StartAsync();
        var product = await app.ProductAsync(stock: 5);
        var order = await app.OrderAsync(product, quantity: 2);
        (await ReportAsync(app, order, 1, "shipped")).Outcome.ShouldBe(WriteOutcome.Applied);
        (await app.StockAsync(product)).ShouldBe((3, 0));
        (await ReportAsync(app, order, 2, "invoiced")).Outcome.ShouldBe(WriteOutcome.Applied);
        (await ReportAsync(app, order, 3, "shipped")).Outcome.ShouldNotBe(WriteOutcome.Refused);
        ((string?)(await app.GetAsync($"/orders/{order}"))["status"]).ShouldBe("INVOICED");
        (await ReportAsync(app, order, 4, "cancelled")).Outcome.ShouldBe(WriteOutcome.Refused);
        var steps = (await app.GetAsync($"/orders/{order}/history"))["items"]!.AsArray();
        steps.Count.ShouldBeGreaterThanOrEqualTo(4, "each step is in the history");
    }

    private static Task<WriteAnswer> CustomerAsync(OrdersApp app, long version, string fields) =>
        WriteAsync(app, "crm", "customer", "customers/42", version, fields);

    private static Task<WriteAnswer> OrderAsync(OrdersApp app, long version, string fields) =>
        WriteAsync(app, "orders", "order", "orders/42", version, fields);

    private static Task<WriteAnswer> ReportAsync(OrdersApp app, long order, long version, string status) =>
        WriteAsync(
            app,
            "orders",
            "order-status",
            $"reports/{order}",
            version,
            string.Create(
                CultureInfo.InvariantCulture, $$"""{ "orderId": {{order}}, "status": "{{status}}", "reference": "ERP-{{version}}" }"""));

    private static Task<WriteAnswer> WriteAsync(OrdersApp app, string system, string kind, string subject, long version, string fields) =>
        app.Module(system).WriteAsync(
            new ModuleWrite(kind, $"test:{subject}", JsonNode.Parse(fields)!.AsObject(), "flow:test", version), Ct);

    private static string Items(long product, long quantity) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{ "items": [{ "productId": {{product}}, "quantity": {{quantity}} }] }""");
}
