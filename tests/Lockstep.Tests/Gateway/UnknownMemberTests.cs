using System.Text.Json.Nodes;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway;

public sealed class UnknownMemberTests(SurfaceFixture fixture) : IClassFixture<SurfaceFixture>
{
    private static readonly string[] Read = ["/api/customers/1", "/api/products/1", "/api/orders/1"];

    private TestApp App => fixture.App;

    [Fact]
    public async Task A_member_that_nobody_reads_is_refused_by_every_endpoint()
    {
        foreach (var endpoint in await ApiSurface.WritesAsync(App))
        {
            var answer = await App.Admin.SendAsync(endpoint.Method, endpoint.PathFor(1), """{"flwo":"x"}""");
            answer.ShouldBeProblem(400, endpoint.ToString());
            answer.Blamed.Contains("flwo", StringComparer.Ordinal).ShouldBeTrue(endpoint.ToString());
        }
    }

    [Fact]
    public async Task A_parameter_that_nobody_reads_is_refused_by_every_endpoint()
    {
        foreach (var endpoint in (await ApiSurface.AllAsync(App)).Where(ApiSurface.IsOfRecords))
        {
            var answer = await App.Admin.SendAsync(endpoint.Method, endpoint.PathFor(1) + "?pgae=1", endpoint.Fields is null ? null : "{}");
            answer.ShouldBeProblem(400, endpoint.ToString());
            answer.Blamed.Contains("pgae", StringComparer.Ordinal).ShouldBeTrue(endpoint.ToString());
        }
    }

    [Fact]
    public async Task All_that_are_unknown_are_named_with_the_nearest_that_is_known()
    {
        var answer = await App.PostAsync(
            "/api/customers", """{"name":"Typo","e-mail":"typo@example.com","adress":{"city":"Probe"},"zzz":1}""");
        answer.ShouldBeProblem(400, "customer");
        Fault(answer, "e-mail").ShouldBe("Is not taken here; did you mean email?");
        Fault(answer, "adress").ShouldBe("Is not taken here; did you mean address?");
        Fault(answer, "zzz").ShouldStartWith("Is not taken here; there are ");
        var order = await App.PostAsync("/api/orders", """{"items":[{"productId":1,"quantity":1,"price":899.99}]}""");
        Fault(order, "items[0].price").ShouldBe("Is not taken here; did you mean unitPrice?");
        Fault(await App.PostAsync("/api/customers", """{"name":"A","address":{"citty":"x"}}"""), "address.citty").ShouldContain("city");
    }

    [Theory]
    [InlineData("PATCH", "/api/customers/1", """{"adress":{"city":"Probe"},"createdAt":"2020-01-01"}""", "adress,createdAt")]
    [InlineData("PATCH", "/api/customers/1", """{"address":{"citty":"Probe"}}""", "address.citty")]
    [InlineData("PUT", "/api/customers/1", """{"name":"Ada","emial":"ada@example.com","id":2}""", "emial,id")]
    [InlineData("PATCH", "/api/products/1", """{"stock":{"onHand":5}}""", "stock.onHand")]
    [InlineData(
        "PUT", "/api/orders/1", """{"totalAmount":7,"items":[{"productId":1,"quantity":1,"lineTotal":7}]}""",
        "items[0].lineTotal,totalAmount")]
    [InlineData("PATCH", "/api/orders/1", """{"items":[{"productId":1,"quantity":1,"price":7}]}""", "items[0].price")]
    public async Task What_is_unknown_or_not_what_stands_changes_nothing(string method, string path, string json, string blamed)
    {
        var before = await App.GetAsync(path);
        var answer = await App.Admin.SendAsync(new HttpMethod(method), path, json);
        answer.ShouldBeProblem(400, json);
        answer.Blamed.Order(StringComparer.Ordinal).ShouldBe(blamed.Split(','));
        JsonNode.DeepEquals((await App.GetAsync(path)).Body, before.Body).ShouldBeTrue();
    }

    [Fact]
    public async Task What_was_read_can_be_sent_back()
    {
        foreach (var path in Read)
        {
            var before = await App.GetAsync(path);
            foreach (var method in new[] { HttpMethod.Put, HttpMethod.Patch })
            {
                var answer = await App.Admin.SendAsync(method, path, before.Body!.ToJsonString());
                answer.Status.ShouldBe(200, $"{method} {path}: {answer.Body?.ToJsonString()}");
                JsonNode.DeepEquals(answer.Body, before.Body).ShouldBeTrue(path);
            }
        }
    }

    [Theory]
    [InlineData("/api/products", """{"name":"a","price":1,"stock":"1,5"}""", "stock")]
    [InlineData("/api/products", """{"name":"a","price":1,"quantity":"1.000"}""", "quantity")]
    [InlineData("/api/products", """{"name":"a","price":"1.5"}""", "price")]
    [InlineData("/api/products", """{"name":"a","price":1,"stock":1.5}""", "stock")]
    [InlineData("/api/orders", """{"items":[{"productId":1,"quantity":"1"}]}""", "items[0].quantity")]
    [InlineData("/api/orders", """{"items":[{"productId":1,"quantity":1.5}]}""", "items[0].quantity")]
    [InlineData("/api/orders", """{"items":[{"productId":1,"quantity":1}],"placedAt":"2026-01-31T09:30:00"}""", "placedAt")]
    [InlineData(
        "/api/products/1/stock/movements", """{"operationId":"x","kind":"count","quantity":1,"countedAt":"2026-01-31 09:30"}""",
        "countedAt")]
    [InlineData("/api/products/1/stock/movements", """{"operationId":"x","kind":"count","quantity":"12,34,5"}""", "quantity")]
    public async Task Numbers_are_numbers_and_times_say_their_offset(string path, string json, string blamed)
    {
        var answer = await App.PostAsync(path, json);
        answer.ShouldBeProblem(400, json);
        answer.Blamed.ShouldBe([blamed]);
    }

    [Fact]
    public async Task A_whole_number_may_be_written_with_a_fraction_of_nothing()
    {
        var product = await App.PostAsync("/api/products", """{"name":"Fraction","price":1.0,"stock":7.0}""");
        ((long)product.Body!["stock"]!["onHand"]!).ShouldBe(7);
        var order = await App.PostAsync(
            "/api/orders", $$"""{"customerId":1.0,"items":[{"productId":{{product.Body!["id"]}}.0,"quantity":2.0}]}""");
        order.Status.ShouldBe(201, order.Body?.ToJsonString());
        ((long)order.Body!["items"]![0]!["quantity"]!).ShouldBe(2);
    }

    [Theory]
    [InlineData("/api/orders?from=01/02/2026", "from")]
    [InlineData("/api/orders?from=1/2", "from")]
    [InlineData("/api/orders?to=10:30", "to")]
    [InlineData("/api/orders?to=2026-01", "to")]
    [InlineData("/api/orders?from=2026-01-31T09:30:00", "from")]
    [InlineData("/api/customers?updatedSince=28.11.2026", "updatedSince")]
    [InlineData("/api/audit?since=01/02/2026", "since")]
    public async Task A_filter_that_could_be_another_day_is_refused(string path, string blamed)
    {
        var answer = await App.GetAsync(path);
        answer.ShouldBeProblem(400, path);
        answer.Blamed.ShouldBe([blamed]);
        Fault(answer, blamed).ShouldContain("2026-01-31T09:30:00Z");
    }

    [Fact]
    public async Task Clients_of_a_dialect_may_say_more_than_it_reads()
    {
        var made = await App.PostAsync(
            "/api/crm/customer", """{"name":"More","email":"more@example.com","phone":"1","segment":"A"}""");
        made.Status.ShouldBe(200, made.Body?.ToJsonString());
        var product = (string)(await App.GetAsync("/api/products/1")).Body!["sku"]!;
        var order = await App.PostAsync(
            "/api/crm/order",
            $$"""{"customerId":{{made.Body!["id"]}},"note":"x","items":[{"sku":"{{product}}","quantity":"1","price":5}]}""");
        order.Status.ShouldBe(200, order.Body?.ToJsonString());
    }

    private static string Fault(ApiAnswer answer, string field) => (string)answer.Body!["errors"]![field]![0]!;
}
