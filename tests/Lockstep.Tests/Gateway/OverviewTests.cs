using System.Text.Json.Nodes;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway;

/// <summary>What the overview of a customer tells, when all of its sources answer.</summary>
[RunsOnEachStore]
public sealed class OverviewTests : IAsyncLifetime
{
    private TestApp App { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        App = await TestApp.StartAsync();
        await App.AddCustomerAsync("""{"name":"Ada","email":"ada@example.com","source":"shop","externalId":"A-1"}""");
        await App.AddCustomerAsync("""{"name":"Bob","email":"bob@example.com"}""");
        await CreateAsync("products", """{"name":"Bolt","price":10.005,"stock":1000}""");
        await CreateAsync("products", """{"name":"Nut","price":3,"currency":"USD","stock":1000}""");
        await TestApp.EventuallyAsync(
            async () => (await App.GetAsync("/api/packages?customerId=1")).Items.Count == 1, "the package is made");
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    [Fact]
    public async Task What_is_owed_is_what_was_placed_and_is_neither_paid_nor_cancelled_less_what_comes_back_currency_by_currency()
    {
        await OrderAsync(product: 1, quantity: 2);
        var shipped = await OrderAsync(product: 1, quantity: 4, "PROCESSING", "SHIPPED");
        var paid = await OrderAsync(product: 1, quantity: 5, "PROCESSING", "COMPLETED");
        await OrderAsync(product: 1, quantity: 7, "CANCELLED");
        await OrderAsync(product: 2, quantity: 3);
        (await OwedAsync()).ShouldBe("EUR 60.03 (2), USD 9 (1)");

        // One that comes back of a sale that is not paid lowers it for good; of one that is paid, until the money is back.
        await ReturnAsync(shipped, 1, "PROCESSING", "COMPLETED");
        (await OwedAsync()).ShouldBe("EUR 50.02 (3), USD 9 (1)");
        var back = await ReturnAsync(paid, 2);
        (await OwedAsync()).ShouldBe("EUR 30.01 (4), USD 9 (1)");
        await StepAsync(back, "PROCESSING", "COMPLETED");
        (await OwedAsync()).ShouldBe("EUR 50.02 (3), USD 9 (1)");
        await StepAsync(shipped, "INVOICED", "COMPLETED");
        (await OwedAsync()).ShouldBe("EUR 20.01 (1), USD 9 (1)");
        (await App.GetAsync("/api/customers/2/overview")).Body!["moneyOwed"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Links_and_last_changes_are_those_of_all_parts_the_newest_first()
    {
        var order = await OrderAsync(product: 1, quantity: 1);
        (await App.Admin.SendAsync(HttpMethod.Patch, "/api/customers/1", """{"phone":"123"}""")).Status.ShouldBe(200);
        (await App.PostAsync("/api/orders/pull", "{}")).Status.ShouldBe(200);
        (await App.PostAsync($"/api/orders/{order}/ack", """{"reference":"ERP-7"}""")).Status.ShouldBe(200);
        var answer = await App.GetAsync("/api/customers/1/overview");
        ((bool)answer.Body!["partial"]!).ShouldBeFalse();
        answer.Body["missing"]!.AsArray().ShouldBeEmpty();
        answer.Body["links"]!.AsArray().Select(static link => link!.ToJsonString()).ShouldBe(
        [
            """{"kind":"customer","id":1,"field":"externalId","source":"shop","value":"A-1"}""",
            $$"""{"kind":"order","id":{{order}},"field":"erpReference","source":null,"value":"ERP-7"}""",
        ]);
        var package = (long)answer.Body["packages"]![0]!["id"]!;
        var changes = answer.Body["lastChanges"]!.AsArray();
        changes.Select(static change => (string)change!["at"]!).ShouldBe(
            changes.Select(static change => (string)change!["at"]!).OrderDescending(StringComparer.Ordinal));
        changes.Select(static one => $"{one!["kind"]} {one["id"]} {one["version"]} {one["change"]}").ShouldBe(
            [
                "customer 1 1 created", "customer 1 2 changed", $"order {order} 1 created", $"order {order} 2 changed",
                $"package {package} 1 created",
            ],
            ignoreOrder: true);
        changes.Single(static one => (string?)one!["kind"] is "customer" && (long)one["version"]! == 2)!["fields"]!.ToJsonString()
            .ShouldBe("""["phone"]""");
    }

    [Fact]
    public async Task Of_many_records_the_newest_are_shown_and_all_that_is_owed_counts()
    {
        for (var number = 0; number < 25; number++)
        {
            await OrderAsync(product: 2, quantity: 1);
        }

        var answer = (await App.GetAsync("/api/customers/1/overview")).Body!;
        answer["orders"]!.AsArray().Count.ShouldBe(25);
        answer["lastChanges"]!.AsArray().Count.ShouldBe(20);
        (await OwedAsync()).ShouldBe("USD 75 (25)");
    }

    [Fact]
    public async Task A_customer_sees_of_an_order_that_was_another_s_before_what_is_its_own()
    {
        var order = await OrderAsync(product: 1, quantity: 1);
        var moved = await App.Admin.SendAsync(HttpMethod.Patch, $"/api/orders/{order}", """{"customerId":2}""");
        moved.Status.ShouldBe(200, moved.Body?.ToJsonString());
        using var bob = App.WithToken(App.TokenFor(customer: 2, "customer"));
        var own = (await bob.SendAsync(HttpMethod.Get, "/api/customers/2/overview", null)).Body!;
        OrderVersions(own).ShouldBe([2]);
        OrderVersions((await App.GetAsync("/api/customers/2/overview")).Body!).ShouldBe([2, 1], "the staff sees both");
        (await bob.SendAsync(HttpMethod.Get, "/api/customers/1/overview", null)).ShouldBeProblem(404, "another's");
        using var support = App.As("integrator");
        (await support.SendAsync(HttpMethod.Get, "/api/customers/999/overview", null)).ShouldBeProblem(404, "nobody's");
    }

    private static IEnumerable<long> OrderVersions(JsonNode overview) =>
        overview["lastChanges"]!.AsArray().Where(static one => (string?)one!["kind"] is "order")
            .Select(static one => (long)one!["version"]!);

    private async Task<string> OwedAsync() => string.Join(
        ", ",
        (await App.GetAsync("/api/customers/1/overview")).Body!["moneyOwed"]!.AsArray()
            .Select(static one => $"{one!["currency"]} {one["amount"]!.ToJsonString()} ({one["orders"]})"));

    private async Task<long> OrderAsync(int product, int quantity, params string[] steps)
    {
        var id = await CreateAsync("orders", $$"""{"customerId":1,"items":[{"productId":{{product}},"quantity":{{quantity}}}]}""");
        await StepAsync(id, steps);
        return id;
    }

    private async Task<long> ReturnAsync(long sale, int quantity, params string[] steps)
    {
        var id = await CreateAsync(
            "orders", $$"""{"kind":"return","returnOf":{{sale}},"customerId":1,"items":[{"productId":1,"quantity":{{quantity}}}]}""");
        await StepAsync(id, steps);
        return id;
    }

    private async Task StepAsync(long order, params string[] steps)
    {
        foreach (var step in steps)
        {
            var answer = await App.Admin.SendAsync(HttpMethod.Put, $"/api/orders/{order}/status", $$"""{"status":"{{step}}"}""");
            answer.Status.ShouldBe(200, answer.Body?.ToJsonString());
        }
    }

    private async Task<long> CreateAsync(string resource, string json)
    {
        var answer = await App.PostAsync($"/api/{resource}", json);
        answer.Status.ShouldBe(201, answer.Body?.ToJsonString());
        return (long)answer.Body!["id"]!;
    }
}
