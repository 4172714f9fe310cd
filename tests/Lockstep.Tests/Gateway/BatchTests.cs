using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace Lockstep.Tests.Gateway;

/// <summary>Many reads in one request.</summary>
public sealed class BatchTests(BatchFixture fixture) : IClassFixture<BatchFixture>
{
    private TestApp App => fixture.App;

    [Fact]
    public async Task Each_read_is_answered_as_it_would_be_by_itself_and_in_its_place()
    {
        string[] paths =
        [
            "/api/customers/1", "/api/customers/999", "/api/customers?q=%C5%82o%C5%9B&size=1", "/api/products/1", "/api/nothing",
            "/api/customers?size=0", "/api/customers/1/overview", "/api/search?q=ada", "/API/customers/2", "/api/users/me",
        ];
        var items = await BatchAsync(App.Admin, paths);
        for (var index = 0; index < paths.Length; index++)
        {
            var alone = await App.GetAsync(paths[index]);
            ((int)items[index]!["status"]!).ShouldBe(alone.Status, paths[index]);
            ((string?)items[index]!["etag"]).ShouldBe(alone.ETag, paths[index]);
            ((string?)items[index]!["path"]).ShouldBe(paths[index]);
            Same(items[index]!["body"]).ShouldBe(Same(alone.Body), paths[index]);
        }
    }

    [Fact]
    public async Task A_copy_that_is_the_newest_is_not_sent_again()
    {
        var tag = (await App.GetAsync("/api/customers/1")).ETag!;
        var items = await BatchAsync(App.Admin, new JsonObject { ["path"] = "/api/customers/1", ["ifNoneMatch"] = tag });
        var item = items.ShouldHaveSingleItem()!;
        ((int)item["status"]!).ShouldBe(304);
        ((string?)item["etag"]).ShouldBe(tag);
        item["body"].ShouldBeNull();
    }

    [Fact]
    public async Task Each_read_is_checked_for_its_caller_whatever_the_credential()
    {
        string[] paths =
        [
            "/api/customers/1", "/api/customers/2", "/api/orders", "/api/users", "/api/products/1", "/api/products/1/stock/movements",
        ];
        using var ada = App.WithToken(App.TokenFor(customer: 1, "customer"));
        (await StatusesAsync(ada, paths)).ShouldBe([200, 404, 200, 403, 200, 403]);
        var made = await App.PostAsync("/api/clients", """{"clientId":"erp","name":"ERP","roles":["integrator"]}""");
        using var client = new HttpClient { BaseAddress = App.Address };
        client.DefaultRequestHeaders.Add("X-Api-Key", (string)made.Body!["clientSecret"]!);
        (await StatusesAsync(client, paths)).ShouldBe([200, 200, 200, 403, 200, 200]);
        (await App.Anonymous.SendAsync(HttpMethod.Post, "/api/batch", BodyOf(paths))).ShouldBeProblem(401, "nobody");
    }

    [Fact]
    public async Task Files_streams_and_what_does_more_than_read_have_no_place_in_a_batch()
    {
        string[] paths =
        [
            "/api/customers/export", "/api/orders/export", "/api/erp/orders/pull", "/api/events/stream", "/api/batch/x", "/api/auth/login",
        ];
        (await StatusesAsync(App.Admin, paths)).ShouldBe([400, 400, 400, 400, 404, 405]);
    }

    [Fact]
    public async Task Each_read_counts_for_the_limits()
    {
        await using var app = await StartAsync(("Limits:PerCallerRate", "1"), ("Limits:PerCallerBurst", "5"), ("Batch:Parallel", "1"));
        using var caller = app.As("support");
        var items = await BatchAsync(caller, [.. Enumerable.Repeat("/api/customers", 6)]);
        items.Select(static item => (int)item!["status"]!).ShouldBe([200, 200, 200, 200, 429, 429]);
        ((int)items[5]!["retryAfter"]!).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Answers_that_have_no_room_are_left_out_and_say_so()
    {
        await using var app = await StartAsync(("Batch:AnswersMax", "1024"), ("Batch:Parallel", "1"));
        await app.AddCustomerAsync($$"""{"address":{"line":"{{new string('x', 300)}}"},"name":"Ada"}""");
        var items = await BatchAsync(app.Admin, [.. Enumerable.Repeat("/api/customers/1", 3)]);
        items.Select(static item => (int)item!["status"]!).ShouldBe([200, 413, 413]);
        ((string)items[1]!["body"]!["detail"]!).ShouldContain("no room");
    }

    [Theory]
    [InlineData("{}", "requests")]
    [InlineData("""{"requests":[]}""", "requests")]
    [InlineData("""{"requests":null}""", "requests")]
    [InlineData("""{"requests":[null]}""", "requests[0].path")]
    [InlineData("""{"requests":[{}]}""", "requests[0].path")]
    [InlineData("""{"requests":[{"path":"/health/live"}]}""", "requests[0].path")]
    [InlineData("""{"requests":[{"path":"http://elsewhere/api/customers"}]}""", "requests[0].path")]
    [InlineData("""{"requests":[{"path":"/api/customers"},{"path":"/api/batch"}]}""", "requests[1].path")]
    [InlineData("""{"requests":[{"path":"/api/batch/?x=1"}]}""", "requests[0].path")]
    [InlineData("""{"requests":[{"path":"/api/b%61tch"}]}""", "requests[0].path")]
    [InlineData("""{"requests":[{"path":"/api/customers/%00"}]}""", "requests[0].path")]
    [InlineData("""{"requests":[{"path":"/api/customers?q=a b"}]}""", "requests[0].path")]
    [InlineData("""{"requests":[{"path":"/api/customers#x"}]}""", "requests[0].path")]
    [InlineData("""{"requests":[{"path":"/api/customers?q=ł"}]}""", "requests[0].path")]
    [InlineData("""{"requests":[{"path":"/api/customers","method":"DELETE"}]}""", "requests[0].method")]
    [InlineData("""{"requests":[{"path":"/api/customers","ifNoneMatch":"a\r\nb"}]}""", "requests[0].ifNoneMatch")]
    [InlineData("""{"requests":[{"path":"/api/customers","headers":{}}]}""", "requests[0].headers")]
    public async Task What_is_no_batch_is_refused_by_name(string body, string field)
    {
        var answer = await App.PostAsync("/api/batch", body);
        answer.ShouldBeProblem(400, body);
        answer.Blamed.ShouldBe([field], answer.Body!.ToJsonString());
    }

    [Fact]
    public async Task There_are_at_most_fifty_reads()
    {
        (await StatusesAsync(App.Admin, [.. Enumerable.Repeat("/api/customers/1", 50)])).ShouldAllBe(static status => status == 200);
        (await App.PostAsync("/api/batch", BodyOf([.. Enumerable.Repeat("/api/customers/1", 51)]))).Blamed.ShouldBe(["requests"]);
        (await App.GetAsync("/api/batch")).ShouldBeProblem(405, "GET");
    }

    private static Task<TestApp> StartAsync(params (string Name, string Value)[] settings) => TestApp.StartAsync(
        builder => builder.Configuration.AddInMemoryCollection(
            settings.Select(static one => KeyValuePair.Create(one.Name, (string?)one.Value))));

    private static string BodyOf(string[] paths) =>
        JsonSerializer.Serialize(new { requests = paths.Select(static path => new { path }) });

    private static async Task<JsonArray> BatchAsync(HttpClient client, params string[] paths)
    {
        var answer = await client.SendAsync(HttpMethod.Post, "/api/batch", BodyOf(paths));
        answer.Status.ShouldBe(200, answer.Body?.ToJsonString());
        answer.Items.Count.ShouldBe(paths.Length);
        return answer.Items;
    }

    private static async Task<JsonArray> BatchAsync(HttpClient client, JsonObject read)
    {
        var body = new JsonObject { ["requests"] = new JsonArray(read) }.ToJsonString();
        var answer = await client.SendAsync(HttpMethod.Post, "/api/batch", body);
        answer.Status.ShouldBe(200, answer.Body?.ToJsonString());
        return answer.Items;
    }

    private static async Task<IEnumerable<int>> StatusesAsync(HttpClient client, string[] paths) =>
        (await BatchAsync(client, paths)).Select(static item => (int)item!["status"]!);

    /// <summary>But for the trace, of which each request has its own.</summary>
    private static string? Same(JsonNode? body)
    {
        if (body?.DeepClone() is not JsonObject members)
        {
            return body?.ToJsonString();
        }

        members.Remove("traceId");
        return members.ToJsonString();
    }
}

/// <summary>An app with a few records to read.</summary>
public sealed class BatchFixture : IAsyncLifetime
{
    internal TestApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        App = await TestApp.StartAsync();
        await App.AddCustomerAsync("""{"name":"Ada Łoś","email":"ada@example.com"}""");
        await App.AddCustomerAsync("""{"name":"Bob"}""");
        (await App.PostAsync("/api/products", """{"name":"Bolt","price":1,"stock":100}""")).Status.ShouldBe(201);
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
