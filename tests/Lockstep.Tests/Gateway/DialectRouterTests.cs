using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Host;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Tests.Gateway.Dialects;
using Lockstep.Tests.Modules.Identity.Audit;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Gateway;

/// <summary>A request in a dialect is the one request that it is: no other path leads there, and nothing counts twice.</summary>
public sealed class DialectRouterTests
{
    private static IEnumerable<DialectRoute> Routes => Program.Modules.SelectMany(static module => module.Manifest.Dialects);

    [Fact]
    public async Task What_modules_answer_in_dialects_is_at_no_path_that_a_client_can_ask_for()
    {
        await using var app = await EdgeApp.StartAsync(("LOCKSTEP_DIALECT_PORTS", "0:erp,0:mini,0:portal"));
        foreach (var port in app.Ports().Where(static port => port.Scheme is "http"))
        {
            using var client = new HttpClient { BaseAddress = port };
            client.DefaultRequestHeaders.Authorization = app.Admin.DefaultRequestHeaders.Authorization;
            foreach (var route in Routes)
            {
                var inner = DialectRoute.InnerPath(route.Dialect, route.Path.Replace("{id}", "1", StringComparison.Ordinal));
                foreach (var path in new[]
                {
                    inner, inner.ToUpperInvariant(), inner.Replace("/dialects", "/%64ialects", StringComparison.Ordinal), $"{inner}/",
                    DialectRoute.InnerPath(route.Dialect, inner), $"/api{inner}",
                })
                {
                    (await client.SendAsync(new HttpMethod(route.Method), path, route.Method is "GET" ? null : "{}"))
                        .ShouldBeProblem(404, $"{route.Method} {path}");
                }
            }

            (await client.SendAsync(HttpMethod.Options, DialectRoute.InnerPath("mini", "/customers"), null)).Status.ShouldBe(404);
            (await client.SendAsync(HttpMethod.Delete, DialectRoute.InnerPath("mini", "/customers"), null)).ShouldBeProblem(
                404, "no 405 either");
            (await client.SendAsync(HttpMethod.Get, DialectRoute.Root, null)).ShouldBeProblem(404, "the root");
        }
    }

    [Fact]
    public async Task The_documentation_speaks_of_no_dialect()
    {
        await using var app = await TestApp.StartAsync();
        (await app.Anonymous.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken)).ShouldNotContain("dialects/");
    }

    [Fact]
    public async Task A_client_whose_dialect_is_known_by_itself_is_counted_once_for_each_request()
    {
        await using var app = await EdgeApp.StartAsync(
            new ManualClock(), ("Limits:PerCallerRate", "1"), ("Limits:PerCallerBurst", "3"));
        var made = await app.PostAsync("/api/clients", """{"clientId":"poller","name":"poller","roles":["integrator"],"dialect":"mini"}""");
        made.Status.ShouldBe(201, made.Body?.ToJsonString());
        var key = ("X-Api-Key", (string)made.Body!["clientSecret"]!);
        foreach (var status in new[] { 200, 200, 200, 429 })
        {
            (await app.Anonymous.SendAsync(HttpMethod.Get, "/customers", null, key)).Status.ShouldBe(status);
        }
    }

    [Fact]
    public async Task A_client_whose_dialect_is_known_by_itself_hears_of_its_own_path_and_of_the_methods_there()
    {
        await using var app = await TestApp.StartAsync();
        var made = await app.PostAsync("/api/clients", """{"clientId":"reader","name":"reader","roles":["auditor"],"dialect":"mini"}""");
        var key = ("X-Api-Key", (string)made.Body!["clientSecret"]!);
        (await app.Anonymous.SendAsync(HttpMethod.Post, "/customers", """{"name":"Ada"}""", key)).ShouldBeProblem(403, "may only read");
        (await app.AuditAsync("action=access:refused&target=POST /customers")).Count.ShouldBe(1);
        var method = await app.Anonymous.SendAsync(HttpMethod.Delete, "/customers", null, key);
        method.ShouldBeProblem(405, "a method that it does not know");
        method.Message.Content.Headers.Allow.Order(StringComparer.Ordinal).ShouldBe(["GET", "HEAD", "POST"]);
        (await app.Anonymous.SendAsync(HttpMethod.Head, "/customers", null, key)).Status.ShouldBe(200, "as everywhere where GET is");
    }

    [Fact]
    public async Task A_key_is_that_of_the_path_that_was_asked_for_and_a_repeat_hears_the_first_answer_in_the_dialect()
    {
        await using var app = await ErpClient.StartAsync();
        var customer = await app.StockUpAsync();
        var key = ("Idempotency-Key", "k");
        (await app.PostAsync("/api/customers", """{"name":"Bo","email":"bo@example.com"}""", key)).Status.ShouldBe(201);
        var eve = await app.PostAsync("/api/crm/customer", """{"name":"Eve","email":"eve@example.com"}""", key);
        eve.Status.ShouldBe(200, "another path, another wish");
        (await app.PostAsync("/api/crm/customer", """{"name":"Eve","email":"eve@example.com"}""", key)).Body!.ToJsonString()
            .ShouldBe(eve.Body!.ToJsonString());
        (await app.PostAsync("/api/crm/customer", """{"name":"Eva","email":"eve@example.com"}""", key)).ShouldBeFault(
            422, "used for another");

        var order = $$"""{"customerId":{{customer}},"items":[{"sku":"A-1","quantity":1}]}""";
        var placed = await app.PostAsync("/api/crm/order", order, key);
        placed.Status.ShouldBe(200, placed.Body?.ToJsonString());
        (await app.PostAsync("/api/crm/order", order, key)).Body!.ToJsonString().ShouldBe(placed.Body!.ToJsonString());
        ((int)(await app.GetAsync("/api/crm/order")).Body!["totalElements"]!).ShouldBe(1);
    }

    [Fact]
    public async Task What_nobody_reads_is_left_aside_and_what_is_said_twice_is_refused()
    {
        await using var app = await ErpClient.StartAsync();
        var customer = await app.StockUpAsync();
        (await app.PostAsync("/api/crm/customer", """{"name":"Bo","email":"bo@example.com","id":7,"shoeSize":44}""")).Status.ShouldBe(200);
        (await app.PostAsync("/api/crm/order", $$"""{"customerId":{{customer}},"items":[{"sku":"A-1","sku":"B-2","quantity":1}]}"""))
            .ShouldBeFault(400, "twice, within");
        (await app.PostAsync("/api/integrations/import/customers", """{"customers":[{"name":"a","name":"b","email":"c@example.com"}]}"""))
            .ShouldBeFault(400, "twice, within a row");
        ((int)(await app.GetAsync("/api/customers")).Body!["total"]!).ShouldBe(2);
    }

    [Fact]
    public async Task Only_what_waits_or_streams_may_take_longer_than_other_requests()
    {
        await using var app = await TestApp.StartAsync();
        app.Services.GetServices<EndpointDataSource>().SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(static route => route.RoutePattern.RawText!.StartsWith(DialectRoute.Root, StringComparison.Ordinal)
                && route.Metadata.GetMetadata<NoTimeLimit>() is not null)
            .Select(static route => route.RoutePattern.RawText!)
            .ShouldBe(
                new[] { "/api/erp/orders/pull", "/api/integrations/import/customers", "/api/integrations/export/orders.csv" }
                    .Select(static path => DialectRoute.InnerPath(DialectNames.Erp, path)),
                ignoreOrder: true);
    }

    [Fact]
    public async Task An_order_shows_of_its_customer_what_the_caller_may_read()
    {
        await using var app = await ErpClient.StartAsync();
        var customer = await app.StockUpAsync();
        await app.OrderAsync(customer);
        (await EmailAsync(app.TokenFor("support"))).ShouldBe("ada@example.com");
        (await EmailAsync(app.TokenFor(customer: customer, "customer"))).ShouldBe("ada@example.com", "its own");
        var made = await app.PostAsync(
            "/api/clients", """{"clientId":"narrow","name":"narrow","roles":["support"],"scopes":["orders:read"]}""");
        made.Status.ShouldBe(201, made.Body?.ToJsonString());
        var key = ("X-Api-Key", (string)made.Body!["clientSecret"]!);
        var narrow = await app.Anonymous.SendAsync(HttpMethod.Get, "/api/erp/orders/1", null, key);
        narrow.Body!["customer"].Golden().ShouldBe("""{"id":1,"name":"Ada","email":null,"phone":null,"createdAt":null,"updatedAt":null}""");
        (await app.Anonymous.SendAsync(HttpMethod.Get, "/api/integrations/metrics", null, key)).ShouldBeFault(
            403, "customers are counted too");

        async Task<string?> EmailAsync(string token)
        {
            using var client = app.WithToken(token);
            return (string?)(await client.SendAsync(HttpMethod.Get, "/api/erp/orders/1", null)).Body!["customer"]!["email"];
        }
    }
}
