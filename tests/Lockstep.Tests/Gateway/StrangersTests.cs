using System.Text;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace Lockstep.Tests.Gateway;

/// <summary>Who comes in by ports that ask for nothing, by bodies in odd charsets, and for the figures.</summary>
public sealed class StrangersTests : IAsyncLifetime
{
    private TestApp App { get; set; } = null!;

    private HttpClient Legacy { get; set; } = null!;

    private HttpClient Figures { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        App = await TestApp.StartAsync(builder =>
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["LOCKSTEP_LEGACY"] = "0:erp:old-erp", ["LOCKSTEP_METRICS"] = "0", ["Metrics:Token"] = "a-token-for-prometheus",
        }));
        Legacy = new HttpClient { BaseAddress = App.Ports()[2] };
        Figures = new HttpClient { BaseAddress = App.Ports()[3] };
        var made = await App.PostAsync("/api/clients", """{"clientId":"old-erp","name":"Old","roles":["integrator"],"dialect":"erp"}""");
        made.Status.ShouldBe(201, made.Body?.ToJsonString());
    }

    public async ValueTask DisposeAsync()
    {
        Legacy.Dispose();
        Figures.Dispose();
        await App.DisposeAsync();
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", 401)]
    [InlineData("Sec-Fetch-Site", "same-site", 401)]
    [InlineData("Sec-Fetch-Site", "same-origin", 200)]
    [InlineData("Sec-Fetch-Site", "none", 200)]
    [InlineData("User-Agent", "python-requests/2", 200)]
    public async Task A_legacy_port_is_no_port_of_pages_of_other_sites(string header, string value, int status) =>
        (await Legacy.SendAsync(HttpMethod.Get, "/api/erp/orders", null, (header, value))).Status.ShouldBe(status);

    [Theory]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Sec-Fetch-Mode", "navigate")]
    [InlineData("User-Agent", "Mozilla/5.0 (X11; Linux x86_64)")]
    public async Task No_browser_brings_about_a_change_by_GET(string header, string value)
    {
        (await Legacy.SendAsync(HttpMethod.Get, "/api/erp/orders/pull", null)).Status.ShouldBe(200, "an old poller");
        (await Legacy.SendAsync(HttpMethod.Get, "/api/erp/orders/pull", null, (header, value))).ShouldBeProblem(403, "a link");
        (await Legacy.SendAsync(HttpMethod.Post, "/api/erp/orders/pull", null, (header, value))).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("application/json; charset=foo", 415)]
    [InlineData("application/json; charset=\"foo bar\"", 415)]
    [InlineData("application/json; charset=utf-7", 415)]
    [InlineData("application/json; charset=\"utf-8\"", 201)]
    [InlineData("application/json; charset=\"UTF-8\"; x=y", 201)]
    [InlineData("application/json;charset=utf-8", 201)]
    public async Task A_charset_is_known_or_refused_before_the_body_is_read(string type, int status)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"name":"Zoë"}"""));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var answer = await App.Admin.PostAsync("/api/customers", content, TestContext.Current.CancellationToken);
        ((int)answer.StatusCode).ShouldBe(status);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        body.ShouldContain(status == 201 ? "Zoë" : "charset");
    }

    [Theory]
    [InlineData("/oauth/token", "application/x-www-form-urlencoded; charset=foo")]
    [InlineData("/api/customers/import", "text/csv; charset=foo")]
    [InlineData("/api/auth/login", "application/json; charset=foo")]
    public async Task An_unknown_charset_is_a_415_everywhere(string path, string type)
    {
        using var content = new ByteArrayContent("name\nA\n"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var answer = await App.Admin.PostAsync(path, content, TestContext.Current.CancellationToken);
        ((int)answer.StatusCode).ShouldBe(415);
    }

    [Fact]
    public async Task The_figures_are_for_this_machine_or_who_has_the_token_or_by_their_own_port()
    {
        var proxied = ("X-Forwarded-For", "203.0.113.7");
        (await StatusAsync(App.Anonymous, "/metrics")).ShouldBe(200);
        (await StatusAsync(App.Anonymous, "/metrics", proxied)).ShouldBe(401, "a proxy here brings requests from anywhere");
        (await StatusAsync(App.Anonymous, "/metrics", proxied, ("Authorization", "Bearer wrong"))).ShouldBe(401);
        (await StatusAsync(App.Anonymous, "/metrics", proxied, ("Authorization", "Bearer a-token-for-prometheus"))).ShouldBe(200);
        (await StatusAsync(App.Anonymous, "/metrics", proxied, ("Authorization", $"Bearer {App.TokenFor("auditor")}"))).ShouldBe(200);
        (await StatusAsync(App.Anonymous, "/metrics", proxied, ("Authorization", $"Bearer {App.TokenFor("sales")}"))).ShouldBe(401);
        (await StatusAsync(Figures, "/metrics", proxied)).ShouldBe(200);
        (await StatusAsync(Figures, "/health/live")).ShouldBe(200);
        (await StatusAsync(Figures, "/api/customers")).ShouldBe(404);
    }

    private static async Task<int> StatusAsync(HttpClient client, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        Array.ForEach(headers, header => request.Headers.TryAddWithoutValidation(header.Name, header.Value));
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }
}
