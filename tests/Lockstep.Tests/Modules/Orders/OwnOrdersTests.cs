using Lockstep.Orders.Lifecycle;
using Lockstep.Tests.Gateway;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Orders;

/// <summary>What customers do to orders of their own.</summary>
[RunsOnEachStore]
public sealed class OwnOrdersTests
{
    private const string One = """{"items":[{"productId":1,"quantity":1}]}""";

    [Fact]
    public async Task A_customer_changes_items_and_reference_while_the_order_is_NEW_and_nothing_else()
    {
        await using var app = await StartAsync();
        using var customer = app.WithToken(app.TokenFor(customer: 1, "customer"));
        var id = (long)(await customer.SendAsync(HttpMethod.Post, "/api/orders", One)).Body!["id"]!;
        var path = $"/api/orders/{id}";
        (await app.Admin.SendAsync(HttpMethod.Patch, path, """{"externalId":"E-1"}""")).Status.ShouldBe(200);
        foreach (var beyond in new[] { """{"placedAt":"1999-01-01T00:00:00Z"}""", """{"externalId":"E-2"}""",
            """{"status":"COMPLETED"}""" })
        {
            (await customer.SendAsync(HttpMethod.Patch, path, beyond)).ShouldBeProblem(403, beyond);
        }

        (await customer.SendAsync(HttpMethod.Patch, path, """{"customerId":2}""")).Status.ShouldBe(404, "another's");
        var changed = await customer.SendAsync(HttpMethod.Put, path, """{"items":[{"productId":1,"quantity":3}],"reference":"PO-1"}""");
        changed.Status.ShouldBe(200, changed.Body?.ToJsonString());
        ((string?)changed.Body!["externalId"]).ShouldBe("E-1", "what they can't set they don't take away");
        (await app.Admin.SendAsync(HttpMethod.Put, $"{path}/status", """{"status":"PROCESSING"}""")).Status.ShouldBe(200);
        (await customer.SendAsync(HttpMethod.Patch, path, """{"reference":"PO-2"}""")).ShouldBeProblem(409, "handed over");
        (await customer.SendAsync(HttpMethod.Patch, path, """{"items":[{"productId":1,"quantity":1}]}"""))
            .ShouldBeProblem(409, "handed over");
        (await app.Admin.SendAsync(HttpMethod.Patch, path, """{"reference":"PO-2"}""")).Status.ShouldBe(200, "the staff may");
    }

    [Fact]
    public async Task A_version_is_seen_by_whose_order_it_was_then()
    {
        await using var app = await StartAsync();
        var id = (long)
            (
                await app.PostAsync(
                    "/api/orders", """{"customerId":2,"items":[{"productId":1,"quantity":1}],"reference":"secret of two"}""")).Body!["id"]!;
        (await app.Admin.SendAsync(HttpMethod.Patch, $"/api/orders/{id}", """{"customerId":1,"reference":"for one"}""")).Status.ShouldBe(
            200);
        await app.NumberedAsync("orders");
        using var customer = app.WithToken(app.TokenFor(customer: 1, "customer"));
        foreach (var path in new[] { $"/api/orders/{id}/history", "/api/orders/changes" })
        {
            var seen = await customer.SendAsync(HttpMethod.Get, path, null);
            seen.Items.Count.ShouldBe(1, path);
            seen.Body!.ToJsonString().ShouldNotContain("secret of two", Case.Sensitive, path);
            (await app.GetAsync(path)).Items.Count.ShouldBe(2, path);
        }

        using var before = app.WithToken(app.TokenFor(customer: 2, "customer"));
        (await before.SendAsync(HttpMethod.Get, $"/api/orders/{id}/history", null)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Open_orders_and_their_units_are_bounded_for_customers_and_not_for_the_staff()
    {
        await using var app = await StartAsync(("Orders:OpenOrdersMax", "2"), ("Orders:OpenUnitsMax", "10"));
        using var customer = app.WithToken(app.TokenFor(customer: 1, "customer"));
        var first = await customer.SendAsync(HttpMethod.Post, "/api/orders", One);
        (await customer.SendAsync(HttpMethod.Post, "/api/orders", """{"items":[{"productId":1,"quantity":10}]}""")).Blamed.ShouldBe(
            ["items"]);
        var path = $"/api/orders/{first.Body!["id"]}";
        (await customer.SendAsync(HttpMethod.Patch, path, """{"items":[{"productId":1,"quantity":11}]}""")).Blamed.ShouldBe(["items"]);
        (await customer.SendAsync(HttpMethod.Patch, path, """{"items":[{"productId":1,"quantity":9}]}""")).Status.ShouldBe(200);
        (await customer.SendAsync(HttpMethod.Post, "/api/orders", One)).Status.ShouldBe(201);
        (await customer.SendAsync(HttpMethod.Post, "/api/orders", One)).ShouldBeProblem(409, "two are open");
        ((long)(await app.GetAsync("/api/products/1")).Body!["stock"]!["reserved"]!).ShouldBe(10, "a refused one holds nothing");
        (await app.PostAsync("/api/orders", """{"customerId":1,"items":[{"productId":1,"quantity":20}]}""")).Status.ShouldBe(201);
        (await customer.SendAsync(HttpMethod.Patch, path, """{"items":[{"productId":1,"quantity":1}]}""")).Status.ShouldBe(
            200, "fewer is always allowed");
    }

    [Fact]
    public async Task An_order_that_stays_NEW_for_too_long_is_cancelled_unless_it_is_handed_out()
    {
        var clock = new ManualClock();
        await using var app = await TestApp.StartAsync(builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
            builder.Configuration["Orders:NewLifetime"] = "1.00:00:00";
        });
        await PrepareAsync(app);
        var expiry = app.Services.GetRequiredService<OrderExpiry>();
        var pulled = (long)(await app.PostAsync("/api/orders", """{"customerId":1,"items":[{"productId":1,"quantity":2}]}""")).Body!["id"]!;
        clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMinutes(1));
        using var admin = app.As("admin");
        (await admin.SendAsync(HttpMethod.Post, "/api/orders/pull", """{"consumer":"erp"}""")).Items.Count.ShouldBe(1);
        var left = (long)(await admin.SendAsync(HttpMethod.Post, "/api/orders",
            """{"customerId":1,"items":[{"productId":1,"quantity":3}]}""")).Body!["id"]!;
        clock.Advance(TimeSpan.FromMinutes(1));
        (await expiry.ExpireAsync(CancellationToken.None)).ShouldBe(0, "one is in somebody's hands, the other is young");
        clock.Advance(TimeSpan.FromMinutes(5));
        await TestApp.EventuallyAsync(async () => await StatusAsync(pulled) is "CANCELLED"
            || await expiry.ExpireAsync(CancellationToken.None) == 1, "it is cancelled");
        (await StatusAsync(left)).ShouldBe("NEW");
        await TestApp.EventuallyAsync(async () => await ReservedAsync() == 3, "its stock is free");

        async Task<string> StatusAsync(long id)
        {
            using var now = app.As("admin");
            return (string)(await now.SendAsync(HttpMethod.Get, $"/api/orders/{id}", null)).Body!["status"]!;
        }

        async Task<long> ReservedAsync()
        {
            using var now = app.As("admin");
            return (long)(await now.SendAsync(HttpMethod.Get, "/api/products/1", null)).Body!["stock"]!["reserved"]!;
        }
    }

    [Fact]
    public async Task Customers_see_the_catalogue_and_neither_ledger_nor_exports_nor_histories_of_products()
    {
        await using var app = await StartAsync();
        using var customer = app.WithToken(app.TokenFor(customer: 1, "customer"));
        (await customer.SendAsync(HttpMethod.Get, "/api/products", null)).Items.Count.ShouldBe(1);
        (await customer.SendAsync(HttpMethod.Get, "/api/inventory/1", null)).Status.ShouldBe(200);
        (await customer.SendAsync(HttpMethod.Get, "/api/products/1/stock", null)).Status.ShouldBe(200);
        foreach (var path in new[]
        {
            "/api/products/1/stock/movements", "/api/products/stock/export", "/api/products/export",
                "/api/products/1/history",
            "/api/products/changes", "/api/products/imports/1/verdicts",
        })
        {
            (await customer.SendAsync(HttpMethod.Get, path, null)).ShouldBeProblem(403, path);
        }
    }

    [Fact]
    public async Task A_user_is_a_customer_that_there_is()
    {
        await using var app = await StartAsync();
        const string user = """{"name":"Zoe","email":"zoe@example.com","roles":["customer"],"customerId":ID}""";
        (await app.PostAsync("/api/users", user.Replace("ID", "99", StringComparison.Ordinal))).Blamed.ShouldBe(["customerId"]);
        var made = await app.PostAsync("/api/users", user.Replace("ID", "2", StringComparison.Ordinal));
        made.Status.ShouldBe(201);
        (await app.Admin.SendAsync(HttpMethod.Patch, $"/api/users/{made.Body!["id"]}", """{"customerId":99}""")).Blamed.ShouldBe([
            "customerId",
        ]);
    }

    private static async Task<TestApp> StartAsync(params (string Name, string Value)[] settings)
    {
        var app = await TestApp.StartAsync(builder => builder.Configuration.AddInMemoryCollection(
            settings.ToDictionary(one => one.Name, one => (string?)one.Value, StringComparer.Ordinal)));
        await PrepareAsync(app);
        return app;
    }

    private static async Task PrepareAsync(TestApp app)
    {
        (await app.AddCustomerAsync("""{"name":"One"}""")).ShouldBe(1);
        (await app.AddCustomerAsync("""{"name":"Two"}""")).ShouldBe(2);
        (await app.PostAsync("/api/products", """{"name":"Bolt","sku":"bolt","price":1,"currency":"EUR","stock":100}""")).Status.ShouldBe(
            201);
    }
}
