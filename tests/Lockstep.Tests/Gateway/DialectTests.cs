using System.Text.Json.Nodes;
using Lockstep.Runtime;
using Lockstep.Tests.Modules.Inventory;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Lockstep.Tests.Gateway;

[RunsOnEachStore]
public sealed class DialectTests : IAsyncLifetime
{
    private readonly LogLines _log = new();

    private TestApp App { get; set; } = null!;

    private HttpClient Mini { get; set; } = null!;

    private HttpClient Portal { get; set; } = null!;

    /// <summary>Sends no credential at all, on a port that stands for an API client.</summary>
    private HttpClient Legacy { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        App = await TestApp.StartAsync(builder =>
        {
            builder.Logging.AddProvider(_log);
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["LOCKSTEP_DIALECT_PORTS"] = "0:mini, 127.0.0.1:0:portal",
                ["LOCKSTEP_LEGACY"] = "0:mini:old-poller",
            });
        });
        Mini = Client(2);
        Portal = Client(3);
        Legacy = new HttpClient { BaseAddress = App.Ports()[4] };
    }

    public async ValueTask DisposeAsync()
    {
        Mini.Dispose();
        Portal.Dispose();
        Legacy.Dispose();
        await App.DisposeAsync();
    }

    [Fact]
    public async Task Mini_lists_and_adds_customers_as_bare_records()
    {
        (await Mini.SendAsync(HttpMethod.Get, "/customers", null)).Body!.ToJsonString().ShouldBe("[]");
        var made = await Mini.SendAsync(HttpMethod.Post, "/customers", """{"name":"Иван Иванов","email":"ivan@example.com"}""");
        made.Status.ShouldBe(201);
        Members(made.Body!).ShouldBe(["id", "name", "email", "createdAt"]);
        var listed = await Mini.SendAsync(HttpMethod.Get, "/customers?_=1", null);
        listed.Body!.AsArray().ShouldHaveSingleItem()!.ToJsonString().ShouldBe(made.Body!.ToJsonString());
        (await listed.Message.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("Иван Иванов");
        listed.Message.Headers.Contains("Link").ShouldBeFalse();
        (await App.GetAsync($"/api/customers/{made.Body!["id"]}")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task One_welcome_package_comes_from_the_flow_and_none_from_the_poller_beside_it()
    {
        var id = (long)(await Mini.SendAsync(HttpMethod.Post, "/customers", """{"name":"Ada","email":"ada@example.com"}""")).Body!["id"]!;
        await TestApp.EventuallyAsync(
            async () => (await Mini.SendAsync(HttpMethod.Get, "/packages", null)).Body!.AsArray().Count == 1, "the flow makes a package");
        var posted = await Mini.SendAsync(HttpMethod.Post, "/packages", $$"""{"customerId":{{id}},"customerName":"Ada"}""");
        posted.Status.ShouldBe(200);
        Members(posted.Body!).ShouldBe(["id", "customerId", "customerName", "status", "createdAt"]);
        ((string?)posted.Body!["status"]).ShouldBe("Pending");
        (await Mini.SendAsync(HttpMethod.Get, "/packages", null)).Body!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_repeat_under_the_same_key_adds_nothing()
    {
        var first = await Mini.SendAsync(HttpMethod.Post, "/customers", """{"name":"Ada"}""", ("Idempotency-Key", "k"));
        var second = await Mini.SendAsync(HttpMethod.Post, "/customers", """{"name":"Ada"}""", ("Idempotency-Key", "k"));
        second.Body!.ToJsonString().ShouldBe(first.Body!.ToJsonString());
        (await Mini.SendAsync(HttpMethod.Get, "/customers", null)).Body!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Errors_are_problems_about_the_path_that_was_asked_for()
    {
        (await Mini.SendAsync(HttpMethod.Post, "/customers", """{"email":"x"}""")).ShouldBeProblem(400, "no name");
        (await Mini.SendAsync(HttpMethod.Post, "/customers", "rubbish")).ShouldBeProblem(400, "no JSON");
        (await Mini.SendContentAsync(HttpMethod.Post, "/customers", new StringContent("name=Ada"))).ShouldBeProblem(415, "no JSON at all");
        (await Mini.SendAsync(HttpMethod.Get, "/customers?after=rubbish", null)).ShouldBeProblem(400, "a cursor that is none");
        (await Mini.SendAsync(HttpMethod.Get, "/users", null)).ShouldBeProblem(404, "another dialect's path");
        var method = await Mini.SendAsync(HttpMethod.Delete, "/customers", null);
        method.ShouldBeProblem(405, "a method that it does not know");
        method.Message.Content.Headers.Allow.ShouldBe(["GET", "POST", "HEAD"]);
        using var anonymous = new HttpClient { BaseAddress = Mini.BaseAddress };
        (await anonymous.SendAsync(HttpMethod.Get, "/customers", null)).ShouldBeProblem(401, "nobody");
        using var auditor = new HttpClient { BaseAddress = Mini.BaseAddress };
        auditor.DefaultRequestHeaders.Authorization = new("Bearer", App.TokenFor("auditor"));
        (await auditor.SendAsync(HttpMethod.Post, "/customers", """{"name":"Ada"}""")).ShouldBeProblem(403, "may only read");
    }

    [Fact]
    public async Task A_bare_array_ends_at_10000_rows_and_says_where_it_goes_on()
    {
        var rows = string.Join('\n', Enumerable.Range(1, 10_003).Select(number => $"Customer {number}"));
        (
            await App.Admin.SendContentAsync(
                HttpMethod.Post, "/api/customers/import", new StringContent($"name\n{rows}\n", System.Text.Encoding.UTF8, "text/csv"))
        ).Status.ShouldBe(200);
        var first = await Mini.SendAsync(HttpMethod.Get, "/customers", null);
        first.Body!.AsArray().Count.ShouldBe(10_000);
        var link = first.Message.Headers.GetValues("Link").ShouldHaveSingleItem();
        link.ShouldEndWith(">; rel=\"next\"");
        var rest = await Mini.SendAsync(HttpMethod.Get, link[1..link.IndexOf('>', StringComparison.Ordinal)], null);
        rest.Body!.AsArray().Count.ShouldBe(3);
        rest.Message.Headers.Contains("Link").ShouldBeFalse();
        ((string?)rest.Body![2]!["name"]).ShouldBe("Customer 10003");
    }

    [Fact]
    public async Task Portal_lists_the_customers_as_users()
    {
        await App.AddCustomerAsync("""{"name":"Иван Иванов","email":"ivan@example.com","phone":"1"}""");
        var answer = await Portal.SendAsync(HttpMethod.Get, "/users", null);
        (await answer.Message.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe(
            """[{"id":1,"name":"Иван Иванов","email":"ivan@example.com"}]""");
        (await Portal.SendAsync(HttpMethod.Get, "/customers", null)).ShouldBeProblem(404, "another dialect's path");
        (await Portal.SendAsync(HttpMethod.Get, "/docs/index.html", null)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Canonical_paths_answer_on_every_port_and_dialects_on_theirs_only()
    {
        foreach (var client in new[] { Mini, Portal })
        {
            (await client.SendAsync(HttpMethod.Get, "/api/customers", null)).Body!["items"].ShouldNotBeNull();
            (await client.SendAsync(HttpMethod.Get, "/health/live", null)).Status.ShouldBe(200);
        }

        (await App.GetAsync("/customers")).ShouldBeProblem(404, "no dialect here");
    }

    [Fact]
    public async Task A_client_with_a_dialect_speaks_it_on_the_ordinary_port()
    {
        var secret = await ClientAsync("poller", "mini");
        foreach (var credential in new[] { ("X-Api-Key", secret), Basic("poller", secret) })
        {
            await App.AddCustomerAsync("""{"name":"Ada"}""");
            var answer = await App.Anonymous.SendAsync(HttpMethod.Get, "/customers", null, credential);
            answer.Status.ShouldBe(200, answer.Body?.ToJsonString());
            answer.Body!.AsArray().ShouldNotBeEmpty();
            (await App.Anonymous.SendAsync(HttpMethod.Post, "/customers", """{"name":"Eve"}""", credential)).Status.ShouldBe(201);
        }

        (await App.Anonymous.SendAsync(HttpMethod.Get, "/api/customers", null, ("X-Api-Key", secret))).Body!["items"].ShouldNotBeNull();
        (await App.Anonymous.SendAsync(HttpMethod.Get, "/users", null, ("X-Api-Key", secret))).ShouldBeProblem(404, "not its dialect");
    }

    [Fact]
    public async Task A_legacy_port_lets_those_in_who_can_send_nothing_as_its_client()
    {
        (await Legacy.SendAsync(HttpMethod.Get, "/customers", null)).ShouldBeProblem(401, "the client does not exist yet");
        await ClientAsync("old-poller", null);
        var made = await Legacy.SendAsync(HttpMethod.Post, "/customers", """{"name":"Ada"}""");
        made.Status.ShouldBe(201, made.Body?.ToJsonString());
        (await App.GetAsync($"/api/customers/{made.Body!["id"]}/history")).Items[0]!["actor"]!
            .GetValue<string>()
            .ShouldBe("client:old-poller");
        (await Legacy.SendAsync(HttpMethod.Get, "/customers", null, ("Authorization", "Bearer rubbish"))).Status.ShouldBe(
            401, "a wrong credential is none");
        (await Legacy.SendAsync(HttpMethod.Post, "/api/clients", "{}")).Status.ShouldBe(403, "its permissions, no more");
        (await Legacy.SendAsync(HttpMethod.Get, "/customers", null, ("Origin", "https://evil.example"))).ShouldBeProblem(
            401, "a page of somebody else");
        (await Legacy.SendAsync(HttpMethod.Get, "/customers", null, ("Host", "evil.example"))).ShouldBeProblem("a name that is not ours");
        _log.Lines.Count(line => line.Contains("[6010]", StringComparison.Ordinal) && line.Contains("old-poller", StringComparison.Ordinal))
            .ShouldBe(1);
    }

    [Theory]
    [InlineData("LOCKSTEP_DIALECT_PORTS", "mini", "must have entries like 3001:mini")]
    [InlineData("LOCKSTEP_DIALECT_PORTS", "70000:mini", "must have entries like 3001:mini")]
    [InlineData("LOCKSTEP_DIALECT_PORTS", "0:klingon", "names the dialect klingon; there are erp, shop, mini, portal, sales.")]
    [InlineData("LOCKSTEP_DIALECT_PORTS", "host:0:mini", "must have entries like 3001:mini")]
    [InlineData("LOCKSTEP_DIALECT_PORTS", "::1:0:mini", "in brackets")]
    [InlineData("LOCKSTEP_DIALECT_PORTS", "64001:mini,64001:portal", "names port 64001 twice")]
    [InlineData("LOCKSTEP_LEGACY", "0:mini", "must have entries like 3001:mini:old-poller")]
    [InlineData("LOCKSTEP_LEGACY", "0:mini:", "must have entries like 3001:mini:old-poller")]
    [InlineData("LOCKSTEP_HTTP", "x", "must be a port")]
    public async Task A_port_that_can_not_be_opened_stops_the_start_with_one_line(string name, string value, string words)
    {
        var error = await Should.ThrowAsync<StartupException>(() => EdgeApp.StartAsync((name, value)));
        error.Message.ShouldStartWith(name);
        error.Message.ShouldContain(words);
        error.Message.ShouldNotContain("\n");
    }

    [Fact]
    public async Task Two_settings_that_want_one_port_are_both_named() => (await Should.ThrowAsync<StartupException>(
        () => EdgeApp.StartAsync(("LOCKSTEP_DIALECT_PORTS", "64002:mini"), ("LOCKSTEP_LEGACY", "[::]:64002:mini:old")))).Message
        .ShouldBe("LOCKSTEP_DIALECT_PORTS and LOCKSTEP_LEGACY both want port 64002; give each listener a port of its own.");

    private static IEnumerable<string> Members(JsonNode record) => record.AsObject().Select(member => member.Key);

    private static (string, string) Basic(string id, string secret) =>
        ("Authorization", $"Basic {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{id}:{secret}"))}");

    private HttpClient Client(int port)
    {
        var client = new HttpClient { BaseAddress = App.Ports()[port] };
        client.DefaultRequestHeaders.Authorization = App.Admin.DefaultRequestHeaders.Authorization;
        return client;
    }

    /// <summary>An API client; its secret.</summary>
    private async Task<string> ClientAsync(string id, string? dialect)
    {
        var answer = await App.PostAsync(
            "/api/clients",
            new JsonObject
            {
                ["clientId"] = id, ["name"] = id, ["roles"] = new JsonArray("integrator"), ["dialect"] = dialect,
            }.ToJsonString());
        answer.Status.ShouldBe(201, answer.Body?.ToJsonString());
        return (string)answer.Body!["clientSecret"]!;
    }
}
