using Lockstep.Identity.Keys;
using Lockstep.Runtime;
using Lockstep.Runtime.Security;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Tests.Gateway;

public sealed class BadRequestTests(SurfaceFixture fixture) : IClassFixture<SurfaceFixture>
{
    private TestApp App => fixture.App;

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("99999999999999999999999999")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("1.5")]
    [InlineData("0x1")]
    [InlineData("1e3")]
    [InlineData("abc")]
    [InlineData("%D0%98")]
    [InlineData("1%27%20or%201=1")]
    [InlineData("%FF%FE")]
    public async Task An_id_that_is_none_is_a_404(string id)
    {
        foreach (var endpoint in (await ApiSurface.AllAsync(App)).Where(endpoint =>
            ApiSurface.IsOfRecords(endpoint) && endpoint.Template.Contains("{id}", StringComparison.Ordinal)
        ))
        {
            var isFile = endpoint.Parameters.Contains("name", StringComparer.Ordinal);
            var answer = await App.Admin.SendAsync(
                endpoint.Method, endpoint.PathFor(id) + (isFile ? "?name=a" : ""),
                endpoint.Fields is null && !isFile ? null : Valid(endpoint));
            answer.Status.ShouldBeOneOf([404, 405], $"{endpoint} {id}: {answer.Body?.ToJsonString()}");
            answer.Message.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        }
    }

    [Fact]
    public async Task A_path_or_method_that_does_not_exist_says_so_to_everybody()
    {
        foreach (var client in new[] { App.Admin, App.Anonymous })
        {
            (await client.SendAsync(HttpMethod.Get, "/api/nothing", null)).ShouldBeProblem(404, "/api/nothing");
            (await client.SendAsync(HttpMethod.Get, "/..%2f..%2fetc%2fpasswd", null)).Status.ShouldBe(404);
            foreach (
                var method in new[] { HttpMethod.Delete, HttpMethod.Put, HttpMethod.Options, HttpMethod.Trace, new HttpMethod("BREW") })
            {
                var answer = await client.SendAsync(method, "/api/customers", null);
                answer.ShouldBeProblem(405, $"{method}");
                answer.Message.Content.Headers.Allow.Order(StringComparer.Ordinal).ShouldBe(["GET", "HEAD", "POST"]);
            }
        }
    }

    [Fact]
    public async Task Every_read_survives_every_query()
    {
        string[] queries =
        [
            "?", "?=", "?&&&", "?a", "?size", "?size=%00", "?after=%FF", "?after=AAAA", "?after=-9223372036854775808", "?page=-1&size=-1",
            "?sort=%F0%9F%98%80", "?q=%EF%BF%BE", "?q=%ED%A0%80", "?email=%EF%BF%BE", "?updatedSince=9999-12-31T23:59:59-14:00",
            "?updatedSince=0001-01-01T00:00:00%2B14:00", "?customerId=1.0", "?customerId=99999999999999999999",
            "?" + string.Join('&', Enumerable.Range(0, 500).Select(number => $"p{number}=1")),
        ];
        foreach (var endpoint in (await ApiSurface.AllAsync(App)).Where(endpoint =>
            endpoint.Method == HttpMethod.Get && ApiSurface.IsOfRecords(endpoint)
        ))
        {
            foreach (var query in queries)
            {
                var answer = await App.GetAsync(endpoint.PathFor(1) + query);
                answer.Status.ShouldBeOneOf([200, 400, 404], $"{endpoint} {query}");
                if (answer.Status == 400)
                {
                    answer.ShouldBeProblem($"{endpoint} {query}");
                    answer.Blamed.ShouldNotBeEmpty($"{endpoint} {query}");
                }
            }
        }
    }

    [Fact]
    public async Task A_token_that_is_not_good_is_a_401_that_asks_for_another()
    {
        var good = App.TokenFor("admin");
        var parts = good.Split('.');
        string[] authorizations =
        [
            "Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", $"Bearer {good}x", $"Bearer {parts[0]}.{parts[1]}.",
            $"Bearer {parts[0]}..{parts[2]}", $"Bearer {good} {good}", $"Bearer {good}, Bearer {good}", $"Basic {good}", good,
            $"Bearer {new string('a', 9_000)}", $"Bearer {parts[0]}.{parts[1][..^2]}AA.{parts[2]}", $"Bearer {Foreign()}",
            $"Bearer {Expired()}",
        ];
        foreach (var authorization in authorizations)
        {
            var answer = await App.Anonymous.SendAsync(HttpMethod.Get, "/api/customers", null, ("Authorization", authorization));
            answer.ShouldBeProblem(401, authorization);
            answer.Message.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Bearer");
        }

        (await App.Anonymous.SendAsync(HttpMethod.Get, "/api/customers", null, ("Authorization", $"bearer {good}"))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Headers_with_rubbish_are_no_reason_to_fail()
    {
        foreach (var (name, value) in new[]
        {
            ("If-Match", "W/"), ("If-None-Match", ",,,"), ("Idempotency-Key", "\\"), ("Idempotency-Key", "a, b"),
            ("Accept", "nothing/*;q=x"), ("Accept-Encoding", "rubbish"), ("Content-Encoding", "gzip"), ("traceparent", "00-rubbish"),
            ("X-Forwarded-For", "'"), ("Range", "bytes=5-1"),
        })
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Patch })
            {
                var answer = await App.Admin.SendAsync(method, "/api/customers/1", method == HttpMethod.Get ? null : "{}", (name, value));
                answer.Status.ShouldBeLessThan(500, $"{name}: {value}");
            }

            (await App.PostAsync("/api/customers", """{"name":"Ada"}""", (name, value))).Status.ShouldBeLessThan(500, $"{name}: {value}");
        }
    }

    [Fact]
    public async Task Everybody_who_signed_in_may_ask_who_they_are()
    {
        (await App.GetAsync("/api/users/me")).Status.ShouldBe(200);
        (await App.Anonymous.SendAsync(HttpMethod.Get, "/api/users/me", null)).ShouldBeProblem(401, "anonymous");
    }

    private static string Valid(ApiEndpoint endpoint) =>
        endpoint.Template switch
        {
            var path when path.EndsWith("movements", StringComparison.Ordinal) => """{"operationId":"o","kind":"receipt","quantity":1}""",
            var path when path.EndsWith("discard", StringComparison.Ordinal) => """{"reason":"x"}""",
            var path when path.StartsWith("/api/packages", StringComparison.Ordinal) => """{"status":"Packed"}""",
            var path when path.EndsWith("/status", StringComparison.Ordinal) => """{"status":"NEW"}""",
            var path when path.EndsWith("/email/confirm", StringComparison.Ordinal) => """{"code":"000000"}""",
            var path when path.EndsWith("/merge", StringComparison.Ordinal) => """{"into":1}""",
            var path when path.EndsWith("/notes", StringComparison.Ordinal) => """{"text":"x"}""",
            var path when path.StartsWith("/api/customers", StringComparison.Ordinal) => """{"name":"Ada"}""",
            var path
                when path.StartsWith("/api/orders", StringComparison.Ordinal) || path.StartsWith("/api/sync", StringComparison.Ordinal) =>
                "{}",
            _ => """{"name":"Ada","price":1}""",
        };

    /// <summary>Signed with a key that this installation does not have, under the id of one that it has.</summary>
    private string Foreign()
    {
        var parts = App.TokenFor("admin").Split('.');
        var signature = SigningKey.Create().Sign(System.Text.Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"));
        return $"{parts[0]}.{parts[1]}.{System.Buffers.Text.Base64Url.EncodeToString(signature)}";
    }

    private string Expired()
    {
        var clock = new ManualClock();
        clock.SetWall(TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1));
        var services = App.Services;
        var issuer = new TokenIssuer(
            services.GetRequiredService<SigningKeys>(), services.GetRequiredService<IOptions<TokenOptions>>(), clock,
            services.GetRequiredService<IdSource>());
        return issuer.Issue(new TokenRequest("user:1", "Admin", ["admin"], Version: 1));
    }
}
