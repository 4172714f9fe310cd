using System.Net;
using System.Security.Cryptography.X509Certificates;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Security;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Gateway;

/// <summary>What browsers are told: which pages may call, what an answer may do, which name is ours.</summary>
public sealed class BrowserTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private const string Page = "https://app.example.com";

    private TestApp App => fixture.App;

    [Fact]
    public async Task Without_configuration_no_answer_speaks_of_other_origins()
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Options, HttpMethod.Post })
        {
            foreach (var path in new[] { "/api/customers", "/health/live", "/docs/index.html", "/api/nothing", "/oauth/token" })
            {
                var answer = await App.Admin.SendAsync(method, path, null, ("Origin", Page), ("Access-Control-Request-Method", "GET"));
                answer.Message.Headers.ShouldNotContain(
                    header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase), $"{method} {path}");
            }
        }
    }

    [Fact]
    public async Task A_configured_origin_is_answered_and_no_other_one()
    {
        await using var app = await EdgeApp.StartAsync(("Cors:Origins", $"{Page}, http://localhost:5173"));
        var asked = await app.Anonymous.SendAsync(
            HttpMethod.Options, "/api/customers", null, ("Origin", Page), ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "authorization,idempotency-key"));
        asked.Status.ShouldBe(204);
        Header(asked, "Access-Control-Allow-Origin").ShouldBe(Page);
        Header(asked, "Access-Control-Allow-Methods").ShouldContain("POST");
        Header(asked, "Access-Control-Allow-Headers").ShouldContain("Idempotency-Key");
        Header(asked, "Access-Control-Allow-Credentials").ShouldBe("");
        Header(await app.Admin.SendAsync(HttpMethod.Get, "/api/customers", null, ("Origin", Page)), "Access-Control-Allow-Origin")
            .ShouldBe(Page);

        // Also where it failed, or the page could not even tell its user why.
        Header(await app.Anonymous.SendAsync(HttpMethod.Get, "/api/customers", null, ("Origin", Page)), "Access-Control-Allow-Origin")
            .ShouldBe(Page);
        foreach (var stranger in new[] { "https://evil.example", "http://app.example.com", $"{Page}.evil.example", "null" })
        {
            var answer = await app.Admin.SendAsync(HttpMethod.Get, "/api/customers", null, ("Origin", stranger));
            Header(answer, "Access-Control-Allow-Origin").ShouldBe("", stranger);
        }
    }

    [Fact]
    public async Task Cookies_are_for_named_origins_only()
    {
        await using var app = await EdgeApp.StartAsync(("Cors:Origins", Page), ("Cors:Credentials", "true"));
        Header(await app.Admin.SendAsync(HttpMethod.Get, "/api/customers", null, ("Origin", Page)), "Access-Control-Allow-Credentials")
            .ShouldBe("true");
        await using var open = await EdgeApp.StartAsync(("Cors:Origins", "*"));
        var answer = await open.Admin.SendAsync(HttpMethod.Get, "/api/customers", null, ("Origin", "https://any.example"));
        Header(answer, "Access-Control-Allow-Origin").ShouldBe("*");
        Header(answer, "Access-Control-Allow-Credentials").ShouldBe("");
    }

    [Fact]
    public async Task A_page_with_cookies_may_send_the_token_that_every_change_needs()
    {
        await using var app = await EdgeApp.StartAsync(("Cors:Origins", Page), ("Cors:Credentials", "true"));
        var asked = await app.Anonymous.SendAsync(
            HttpMethod.Options, "/api/customers", null, ("Origin", Page), ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "x-csrf-token"));
        Header(asked, "Access-Control-Allow-Headers").ShouldContain(PortalCookie.AntiforgeryHeader);
    }

    [Fact]
    public async Task Every_answer_says_what_may_be_done_with_it()
    {
        foreach (var path in new[] { "/api/customers", "/api/nothing", "/health/live", "/openapi/v1.json", "/docs/index.html" })
        {
            var answer = await App.Admin.SendAsync(HttpMethod.Get, path, null);
            Header(answer, "X-Content-Type-Options").ShouldBe("nosniff", path);
            Header(answer, "Referrer-Policy").ShouldBe("no-referrer", path);
            Header(answer, "Cross-Origin-Resource-Policy").ShouldBe("same-origin", path);
            Header(answer, "Strict-Transport-Security").ShouldBe("", path);
            var policy = Header(answer, "Content-Security-Policy");
            policy.ShouldContain("frame-ancestors 'none'", Case.Sensitive, path);
            policy.ShouldContain("base-uri 'none'", Case.Sensitive, path);
            policy.ShouldNotContain("unsafe-eval", Case.Sensitive, path);
            policy
                .Contains("default-src 'none'", StringComparison.Ordinal)
                .ShouldBe(!path.StartsWith("/docs", StringComparison.Ordinal), path);
        }

        var page = await App.Anonymous.SendAsync(HttpMethod.Get, "/docs/index.html", null);
        Header(page, "Permissions-Policy").ShouldContain("camera=()");
        Header(page, "Cross-Origin-Opener-Policy").ShouldBe("same-origin");
        Header(page, "Content-Security-Policy").ShouldNotContain("script-src");
    }

    [Fact]
    public async Task Https_with_a_certificate_of_the_operators_is_for_good_and_with_our_own_it_is_not()
    {
        using var folder = new TestFolder();
        var both = System.Text.Encoding.ASCII.GetString(SelfSignedCertificate.Create("localhost", TimeProvider.System.GetUtcNow()));
        await File.WriteAllTextAsync(folder.File("a.pem"), both, TestContext.Current.CancellationToken);
        await using var configured = await EdgeApp.StartAsync(
            ("LOCKSTEP_TLS_CERT", folder.File("a.pem")), ("LOCKSTEP_TLS_KEY", folder.File("a.pem")));
        (await OverTlsAsync(configured, HttpVersion.Version11)).StrictTransport.ShouldBe("max-age=31536000");
        (await OverTlsAsync(configured, HttpVersion.Version20)).StrictTransport.ShouldBe("max-age=31536000");
        Header(await configured.GetAsync("/health/live"), "Strict-Transport-Security").ShouldBe("", "plain HTTP");
        (await OverTlsAsync(App, HttpVersion.Version20)).ShouldBe((HttpVersion.Version20, ""));
        (await OverTlsAsync(App, HttpVersion.Version11)).ShouldBe((HttpVersion.Version11, ""));
    }

    [Theory]
    [InlineData("localhost", 200)]
    [InlineData("LOCALHOST:8080", 200)]
    [InlineData("lockstep.localhost", 200)]
    [InlineData("127.0.0.1", 200)]
    [InlineData("192.168.1.5:8080", 200)]
    [InlineData("[::1]:8080", 200)]
    [InlineData("evil.example", 421)]
    [InlineData("localhost.evil.example", 421)]
    [InlineData("127.0.0.1.evil.example", 421)]
    public async Task Plain_http_answers_to_its_own_names_only(string host, int status)
    {
        var answer = await App.Anonymous.SendAsync(HttpMethod.Get, "/health/live", null, ("Host", host));
        answer.Status.ShouldBe(status);
        answer.Message.Content.Headers.ContentType!.MediaType.ShouldBe(status == 200 ? "application/json" : "application/problem+json");
        (await App.Anonymous.SendAsync(HttpMethod.Get, "/health/live", null, ("Host", Dns.GetHostName()))).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData(
        "lockstep.example.com, *.shop.example", "lockstep.example.com LOCKSTEP.example.com:8080 localhost a.shop.example 10.0.0.1",
        "other.example.com shop.example")]
    [InlineData("*", "anything.example localhost", "")]
    public async Task Configured_names_are_answered_too(string hosts, string answered, string refused)
    {
        await using var app = await EdgeApp.StartAsync(("Edge:Hosts", hosts));
        foreach (var (status, host) in answered
            .Split(' ')
            .Select(host => (200, host))
            .Concat(refused.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(host => (421, host))))
        {
            (await app.Anonymous.SendAsync(HttpMethod.Get, "/health/live", null, ("Host", host))).Status.ShouldBe(status, host);
        }
    }

    [Fact]
    public async Task A_page_on_a_machine_with_a_proxy_can_not_pass_off_plain_http_as_https()
    {
        using var folder = new TestFolder();
        var both = System.Text.Encoding.ASCII.GetString(SelfSignedCertificate.Create("shop.example", TimeProvider.System.GetUtcNow()));
        await File.WriteAllTextAsync(folder.File("a.pem"), both, TestContext.Current.CancellationToken);
        await using var app = await EdgeApp.StartAsync(
            ("Edge:TrustedProxies", "127.0.0.1, ::1"), ("LOCKSTEP_TLS_CERT", folder.File("a.pem")),
            ("LOCKSTEP_TLS_KEY", folder.File("a.pem")));
        (string, string)[] forged = [("Host", "evil.example"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "127.0.0.1")];
        (await app.Anonymous.SendAsync(HttpMethod.Get, "/health/live", null, forged)).ShouldBeProblem(421, "the scheme is the page's word");
        (await OverTlsAsync(app, HttpVersion.Version11, "shop.example")).Version.ShouldBe(HttpVersion.Version11, "HTTPS that ends here");
        await using var named = await EdgeApp.StartAsync(("Edge:TrustedProxies", "127.0.0.1, ::1"), ("Edge:Hosts", "lockstep.example.com"));
        (string, string)[] proxied = [("Host", "lockstep.example.com"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "203.0.113.1")];
        (await named.Anonymous.SendAsync(HttpMethod.Get, "/health/live", null, proxied)).Status.ShouldBe(
            200, "what a proxy in front of us sends");
    }

    private static string Header(ApiAnswer answer, string name) =>
        answer.Message.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";

    private static async Task<(Version Version, string StrictTransport)> OverTlsAsync(TestApp app, Version version, string? host = null)
    {
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck,
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(app.Services.GetRequiredService<TlsCertificate>().Current);
        using var client = new HttpClient(handler)
        {
            DefaultRequestVersion = version, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        client.DefaultRequestHeaders.Host = host;
        using var answer = await client.GetAsync(new Uri(app.Ports()[1], "/health/live"), TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (answer.Version, answer.Headers.TryGetValues("Strict-Transport-Security", out var values) ? string.Join(", ", values) : "");
    }
}
