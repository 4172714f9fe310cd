using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway.Dialects;

public sealed class ErpIntegrationTests
{
    [Fact]
    public async Task Customers_are_imported_but_those_that_are_known_and_those_that_can_not_be()
    {
        await using var app = await ErpClient.StartAsync();
        await app.StockUpAsync();
        var answer = await app.PostAsync("/api/integrations/import/customers", """
            {"customers":[{"name":"Bo","email":"bo@example.com"},{"name":"Other","email":"ADA@example.com"},{"name":"","email":"c@example.com"},{"name":"Dee"},
              7,{"name":"Bo again","email":"bo@example.com"},{"name":"Eve","email":"eve@example.com","phone":"5"}]}
            """);
        answer.Status.ShouldBe(200, answer.Body?.ToJsonString());
        ((int)answer.Body!["inserted"]!, (int)answer.Body["skipped"]!).ShouldBe((2, 2));
        answer.Body["errors"]!.AsArray().Select(error => (int)error!["row"]!).ShouldBe([3, 4, 5]);
        answer.Body["errors"]![0]!["errors"]!["name"].ShouldNotBeNull();
        ((string?)answer.Body["errors"]![1]!["message"]).ShouldBe("email: Must be given.");
        ((string?)(await app.GetAsync("/api/customers/1")).Body!["name"]).ShouldBe("Ada", "left as it is");
        ((int)(await app.GetAsync("/api/customers")).Body!["total"]!).ShouldBe(3);
        (await app.PostAsync("/api/integrations/import/customers", "{}")).ShouldBeFault(400, "none");
        (await app.PostAsync("/api/integrations/import/customers", """{"customers":{}}""")).ShouldBeFault(400, "no array");
    }

    [Fact]
    public async Task An_import_counts_as_one_request_and_is_repeated_under_its_key_without_a_trace()
    {
        await using var app = await TestApp.StartAsync(builder =>
            (builder.Configuration["Limits:PerCallerRate"], builder.Configuration["Limits:PerCallerBurst"]) = ("50", "50")
        );
        var rows = string.Join(
            ',', Enumerable.Range(1, 200).Select(number => $$"""{"name":"c{{number}}","email":"c{{number}}@example.com"}"""));
        var first = await app.PostAsync("/api/integrations/import/customers", $$"""{"customers":[{{rows}}]}""", ("Idempotency-Key", "k"));
        first.Golden().ShouldBe("""{"inserted":200,"skipped":0,"errors":[]}""");
        var again = await app.PostAsync("/api/integrations/import/customers", $$"""{"customers":[{{rows}}]}""", ("Idempotency-Key", "k"));
        again.Golden().ShouldBe(first.Golden());
        ((int)(await app.GetAsync("/api/customers?size=1")).Body!["total"]!).ShouldBe(200);
    }

    [Fact]
    public async Task A_signed_call_moves_an_order_along_and_one_that_is_not_does_not()
    {
        await using var app = await ErpClient.StartAsync();
        var order = await app.OrderAsync(await app.StockUpAsync());
        var json = $$"""{"orderId": {{order}}, "status": "PROCESSING", "reference": "E-1"}""";
        (await app.Anonymous.SendAsync(HttpMethod.Post, "/api/integrations/webhooks/erp-order-status", json)).ShouldBeFault(
            401, "not signed");
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(
            Convert.FromBase64String(ErpClient.Secret[6..]), Encoding.UTF8.GetBytes($"m1.{timestamp}.{json}"));
        var answer = await app.Anonymous.SendAsync(
            HttpMethod.Post, "/api/integrations/webhooks/erp-order-status", json, ("webhook-id", "m1"), ("webhook-timestamp", timestamp),
            ("webhook-signature", $"v1,{Convert.ToBase64String(signature)}"));
        (answer.Status, (string?)answer.Body!["status"], (string?)answer.Body["customer"]!["name"]).ShouldBe(
            (200, "PROCESSING", "Ada"), answer.Body.ToJsonString());
        ((string?)(await app.GetAsync($"/api/orders/{order}")).Body!["erpReference"]).ShouldBe("E-1");
        var leap = await app.Anonymous.SendAsync(
            HttpMethod.Post, "/api/integrations/webhooks/erp-order-status", $$"""{"orderId":{{order}},"status":"INVOICED"}""",
            ("X-Webhook-Secret", ErpClient.Secret));
        leap.ShouldBeFault(
            400, "a leap",
            "status: An order can't go from PROCESSING to INVOICED; from there it goes to SHIPPED or COMPLETED or CANCELLED.");
    }

    [Fact]
    public async Task Without_a_secret_no_call_is_taken_and_the_answer_says_what_to_set()
    {
        await using var app = await TestApp.StartAsync();
        (await app.Anonymous.SendAsync(HttpMethod.Post, "/api/integrations/webhooks/erp-order-status", "{}")).ShouldBeFault(
            403, "not set up", "No secret is set up for this webhook. Set one with: lockstep secrets set webhooks.erp");
        (await app.Admin.SendAsync(HttpMethod.Put, "/api/secrets/webhooks.erp", $$"""{"value":"{{ErpClient.Secret}}"}""")).Status.ShouldBe(
            200);
        (await app.Anonymous.SendAsync(HttpMethod.Post, "/api/integrations/webhooks/erp-order-status", "{}")).ShouldBeFault(
            401, "not signed");
        (
            await app.Anonymous.SendAsync(
                HttpMethod.Post, "/api/integrations/webhooks/erp-order-status", "{}", ("X-Webhook-Secret", ErpClient.Secret))
        ).ShouldBeFault(400, "empty");
    }

    [Fact]
    public async Task Health_is_for_all_and_figures_for_who_may_read()
    {
        await using var app = await ErpClient.StartAsync();
        (await app.Anonymous.SendAsync(HttpMethod.Get, "/api/integrations/health", null))
            .Golden()
            .ShouldBe("""{"status":"UP","service":"lockstep"}""");
        (await app.Anonymous.SendAsync(HttpMethod.Get, "/api/integrations/metrics", null)).ShouldBeFault(401, "nobody");
        (await app.GetAsync("/api/integrations/metrics"))
            .Golden()
            .ShouldBe("""{"customers":0,"orders":0,"newOrders":0,"oldestNewOrderAgeSeconds":0}""");
        var customer = await app.StockUpAsync();
        await app.PutAsync($"/api/erp/orders/{await app.OrderAsync(customer)}/status", """{"status":"PROCESSING"}""");
        await app.OrderAsync(customer);
        var figures = (await app.GetAsync("/api/integrations/metrics")).Body!;
        ((int)figures["customers"]!, (int)figures["orders"]!, (int)figures["newOrders"]!).ShouldBe((1, 2, 1));
    }

    [Fact]
    public async Task The_figures_tell_how_many_orders_nobody_has_acknowledged()
    {
        await using var app = await TestApp.StartAsync(builder => builder.Configuration["Orders:LagInterval"] = "00:00:00.100");
        await app.OrderAsync(await app.StockUpAsync());
        (await app.PostAsync("/api/orders", """{"kind":"return","items":[{"sku":"A-1","quantity":1}]}""")).Status.ShouldBe(201);
        await TestApp.EventuallyAsync(() => SaysAsync(app, "lockstep_orders_new{kind=\"sale\",module=\"orders\"} 1"), "an order waits");
        (await SaysAsync(app, "lockstep_orders_new_age_seconds{kind=\"sale\",module=\"orders\"} ")).ShouldBeTrue();
        await TestApp.EventuallyAsync(() => SaysAsync(app, "lockstep_orders_new{kind=\"return\",module=\"orders\"} 1"), "a return waits");
        (await SaysAsync(app, "lockstep_stock_tasks_stuck{module=\"orders\"} 0")).ShouldBeTrue();
        await app.GetAsync("/api/erp/orders/pull");
        await app.PostAsync("/api/erp/orders/1/ack", "{}");
        await TestApp.EventuallyAsync(() => SaysAsync(app, "lockstep_orders_new{kind=\"sale\",module=\"orders\"} 0"), "no sale waits");
    }

    [Theory]
    [InlineData("", "from", "to")]
    [InlineData("?from=2026-01-01T00:00:00Z", "to")]
    [InlineData("?from=yesterday&to=2026-01-01T00:00:00Z", "from")]
    public async Task An_export_needs_to_know_from_when_to_when(string query, params string[] fields)
    {
        await using var app = await ErpClient.StartAsync();
        (await app.GetAsync($"/api/integrations/export/orders.csv{query}")).ShouldBeFault(
            400, query, [.. fields.Select(field => $"{field}: Must be given, an instant like 2026-01-31T09:30:00Z.")]);
    }

    [Fact]
    public async Task An_export_has_the_columns_that_its_readers_know_and_only_the_orders_of_the_range()
    {
        await using var app = await ErpClient.StartAsync();
        var customer = await app.StockUpAsync();
        await app.OrderAsync(customer);
        await app.PostAsync(
            "/api/orders", """{"kind":"return","placedAt":"2020-02-29T12:00:00Z","items":[{"productId":1,"quantity":1}]}""");
        using var request = new HttpRequestMessage(
            HttpMethod.Get, "/api/integrations/export/orders.csv?from=2020-02-29T12:00:00Z&to=2020-02-29T12:00:00.001Z");
        using var answer = await app.Admin.SendAsync(request, TestContext.Current.CancellationToken);
        (answer.Content.Headers.ContentType?.ToString(), answer.Content.Headers.ContentDisposition?.ToString()).ShouldBe(
            ("text/csv; charset=utf-8", "attachment; filename=orders.csv"));
        var lines = (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n');
        lines[0].ShouldStartWith("orderId,customerId,status,totalAmount,createdAt");
        lines.Length.ShouldBe(3, "a header, the order, and nothing behind the last line");
        lines[1].ShouldMatch("^2,,NEW,[0-9.]+,20..-..-..T..:..:..\\....Z,2020-02-29T12:00:00.000Z,");
    }

    private static async Task<bool> SaysAsync(TestApp app, string line) =>
        (await app.Anonymous.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Contains(line, StringComparison.Ordinal);
}
