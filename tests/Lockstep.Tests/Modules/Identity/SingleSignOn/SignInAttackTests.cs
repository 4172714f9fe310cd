using System.Text.Json.Nodes;

namespace Lockstep.Tests.Modules.Identity.SingleSignOn;

/// <summary>Each way to slip something into the portal's single sign-on.</summary>
public sealed class SignInAttackTests(SharedSignOn shared) : IClassFixture<SharedSignOn>
{
    private Journey Way => new(shared.Outside, shared.App);

    private FakeProvider Outside => shared.Outside;

    private IdentityApp App => shared.App;

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("\\/evil.example/")]
    [InlineData("/%5Cevil.example/", "/%5Cevil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/a\r\nSet-Cookie: a=b")]
    [InlineData("/\t/evil.example")]
    [InlineData(" /a")]
    [InlineData("customers")]
    [InlineData("@evil.example")]
    [InlineData("/ü")]
    public async Task Nobody_is_sent_to_another_site_afterwards(string returnTo, string? leadsTo = null)
    {
        using var browser = Way.Open();
        var start = await browser.GetAsync($"/auth/sso/start?returnTo={Uri.EscapeDataString(returnTo)}");
        start.Status.ShouldBe(leadsTo is null ? 400 : 302);
        if (leadsTo is not null)
        {
            (await Way.ComeBackAsync(browser, start)).Location.ShouldBe(leadsTo);
        }
    }

    [Fact]
    public async Task A_way_back_is_good_once()
    {
        using var browser = Way.Open();
        var start = await Journey.StartAsync(browser);
        var cookies = browser.Cookies.ToDictionary(StringComparer.Ordinal);
        (await Way.ComeBackAsync(browser, start)).Status.ShouldBe(302);
        foreach (var (name, value) in cookies)
        {
            browser.Cookies[name] = value;
        }

        (await Way.ComeBackAsync(browser, start)).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_way_back_is_that_of_the_browser_that_began_and_of_its_state()
    {
        using var browser = Way.Open();
        using var victim = Way.Open();
        var start = await Journey.StartAsync(browser);
        var own = await Journey.StartAsync(victim);
        (await Way.ComeBackAsync(victim, start)).Status.ShouldBe(400);
        (await victim.GetAsync($"/signin-oidc?code=c&state={own.Query("state")}x")).Status.ShouldBe(400);
        (await victim.GetAsync("/signin-oidc?code=c")).Status.ShouldBe(400);
        (await victim.GetAsync($"/signin-oidc?code=c&state={own.Query("state")}&state={own.Query("state")}")).Status.ShouldBe(400);
        (await Way.ComeBackAsync(victim, own)).Status.ShouldBe(302);
    }

    [Fact]
    public async Task A_cookie_under_the_name_of_another_attempt_is_refused()
    {
        using var browser = Way.Open();
        var first = await Journey.StartAsync(browser);
        var (name, value) = browser.Cookies.Single();
        var second = await Journey.StartAsync(browser);
        browser.Cookies[browser.Cookies.Keys.Single(key => !string.Equals(key, name, StringComparison.Ordinal))] = value;
        (await Way.ComeBackAsync(browser, second)).Status.ShouldBe(400);
        (await Way.ComeBackAsync(browser, first)).Status.ShouldBe(302, "the mix-up harms no other attempt");
    }

    [Theory]
    [InlineData("access_denied", 403)]
    [InlineData("login_required", 403)]
    [InlineData("invalid_scope", 502)]
    [InlineData("temporarily_unavailable", 502)]
    [InlineData("<script>alert(1)</script>", 502)]
    public async Task An_error_of_the_provider_becomes_a_problem_that_repeats_nothing_unknown(string error, int status)
    {
        using var browser = Way.Open();
        var start = await Journey.StartAsync(browser);
        var page = await browser.GetAsync(
            $"/signin-oidc?error={Uri.EscapeDataString(error)}&error_description=%3Cb%3Eboo&state={start.Query("state")}");
        page.Status.ShouldBe(status);
        page.Text.ShouldNotContain("script");
        page.Text.ShouldNotContain("boo");
        browser.Cookies.ShouldBeEmpty();
        (await Way.HasAuditAsync("session:refused  1")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("nonce", "\"another\"")]
    [InlineData("nonce", null)]
    [InlineData("aud", "\"another\"")]
    [InlineData("aud", "[\"lockstep-web\",\"another\"]")]
    [InlineData("azp", "\"another\"")]
    [InlineData("iss", "\"https://evil.example\"")]
    [InlineData("exp", "1")]
    [InlineData("iat", "9999999999")]
    [InlineData("sub", null)]
    public async Task An_ID_token_that_is_not_meant_for_this_sign_in_is_refused(string name, string? json)
    {
        using var browser = Way.Open();
        var start = await Journey.StartAsync(browser);
        var claims = Outside.IdClaims(App.Clock, start.Query("nonce"));
        claims.Remove(name);
        if (json is not null)
        {
            claims[name] = JsonNode.Parse(json);
        }

        (await Way.ComeBackAsync(browser, start, token: Outside.Sign(claims, "JWT"))).Status.ShouldBe(502);
        browser.Cookies.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_ID_token_that_is_unsigned_an_access_token_or_none_is_refused()
    {
        string?[] tokens =
        [
            Outside.Sign(Outside.IdClaims(App.Clock, "NONCE"), "at+jwt"),
            $"{OutsideKey.Part("""{"alg":"none"}""")}.{OutsideKey.Part("{}")}.", "", "a.b.c",
        ];
        foreach (var token in tokens)
        {
            using var browser = Way.Open();
            var start = await Journey.StartAsync(browser);
            (await Way.ComeBackAsync(browser, start, token: token)).Status.ShouldBe(502);
        }
    }

    [Fact]
    public async Task A_code_that_the_provider_does_not_redeem_is_refused_and_its_words_stay_out()
    {
        using var browser = Way.Open();
        var start = await Journey.StartAsync(browser);
        Outside.Tokens = _ => new JsonObject { ["error"] = "invalid_grant", ["error_description"] = "secret words" };
        var page = await browser.GetAsync($"/signin-oidc?code=c&state={start.Query("state")}");
        page.Status.ShouldBe(502);
        page.Text.ShouldNotContain("secret words");
        App.Log.Lines.ShouldContain(line =>
            line.Contains("[4062]", StringComparison.Ordinal) && line.Contains("invalid_grant", StringComparison.Ordinal)
        );
    }
}
