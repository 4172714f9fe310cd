using System.Buffers.Text;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Identity.Keys;
using Lockstep.Runtime.Security;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Identity.SingleSignOn;

/// <summary>The portal's single sign-on, and each way to slip something into it.</summary>
public sealed class SignInAtProviderTests : SingleSignOnTest
{
    [Fact]
    public async Task The_browser_is_sent_to_the_provider_with_all_that_protects_the_way_back()
    {
        using var browser = Open();
        var page = await browser.GetAsync("/auth/sso/start?returnTo=/customers?q=a");
        page.Status.ShouldBe(302);
        page.Location!.ShouldStartWith(Outside.Issuer + "/auth?");
        page.Query("response_type").ShouldBe("code");
        page.Query("client_id").ShouldBe(FakeProvider.ClientId);
        page.Query("redirect_uri").ShouldBe("https://localhost:8443/signin-oidc");
        page.Query("code_challenge_method").ShouldBe("S256");
        string[] secrets = [page.Query("state"), page.Query("nonce"), page.Query("code_challenge")];
        secrets.ShouldAllBe(secret => secret.Length == 43);
        secrets.Distinct(StringComparer.Ordinal).Count().ShouldBe(3);
        var cookie = page.SetCookies.ShouldHaveSingleItem();
        cookie.ShouldContain("; httponly");
        cookie.ShouldContain("; samesite=lax");
        cookie.ShouldContain("; path=/signin-oidc");
        secrets.ShouldAllBe(secret => !cookie.Contains(secret));
    }

    [Fact]
    public async Task Somebody_new_becomes_a_user_with_the_roles_of_the_map_and_a_session()
    {
        using var browser = Open();
        var page = await SignInAsync(browser, "/customers?q=a");
        page.Status.ShouldBe(302, page.Text);
        page.Location.ShouldBe("/customers?q=a");
        browser.Cookies.Keys.ShouldBe(["lockstep"]);
        (await UserAsync("u.email, u.name, u.roles, u.password_hash")).ShouldBe(["ada@example.test", "Ada", "sales,warehouse", ""]);
        (await App.LoginAsync("ada@example.test", "")).StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
        var exchanged = await App.Services.GetRequiredService<ICredentialExchange>()
            .ExchangeAsync(new Credential(CredentialKind.SessionCookie, null, browser.Cookies["lockstep"]), CancellationToken.None);
        App.Verifier.Verify(exchanged.Token!).Caller!.Granted.ShouldBe(Permissions.Of(["sales", "warehouse"]), ignoreOrder: true);
        (await HasAuditAsync("session:started users/2 0")).ShouldBeTrue();
    }

    [Fact]
    public async Task The_code_is_redeemed_with_the_verifier_of_the_challenge_and_the_clients_secret()
    {
        using var browser = Open();
        var start = await StartAsync(browser);
        (await ComeBackAsync(browser, start)).Status.ShouldBe(302);
        var (form, authorization) = Outside.LastCall;
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))).ShouldBe(start.Query("code_challenge"));
        form["redirect_uri"].ToString().ShouldBe("https://localhost:8443/signin-oidc");
        form["client_secret"].ToString().ShouldBe(FakeProvider.ClientSecret);
        authorization.ShouldBeEmpty();

        await RestartAsync(("Oidc:ClientAuthentication", "client_secret_basic"));
        using var other = Open();
        (await SignInAsync(other)).Status.ShouldBe(302);
        Outside.LastCall.Form.ContainsKey("client_secret").ShouldBeFalse();
        var pair = $"{FakeProvider.ClientId}:{Uri.EscapeDataString(FakeProvider.ClientSecret)}";
        Outside.LastCall.Authorization.ShouldBe($"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes(pair))}");
    }

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
        using var browser = Open();
        var start = await browser.GetAsync($"/auth/sso/start?returnTo={Uri.EscapeDataString(returnTo)}");
        start.Status.ShouldBe(leadsTo is null ? 400 : 302);
        if (leadsTo is not null)
        {
            (await ComeBackAsync(browser, start)).Location.ShouldBe(leadsTo);
        }
    }

    [Fact]
    public async Task A_way_back_is_good_once()
    {
        using var browser = Open();
        var start = await StartAsync(browser);
        var cookies = browser.Cookies.ToDictionary(StringComparer.Ordinal);
        (await ComeBackAsync(browser, start)).Status.ShouldBe(302);
        foreach (var (name, value) in cookies)
        {
            browser.Cookies[name] = value;
        }

        (await ComeBackAsync(browser, start)).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_way_back_is_that_of_the_browser_that_began_and_of_its_state()
    {
        using var browser = Open();
        using var victim = Open();
        var start = await StartAsync(browser);
        var own = await StartAsync(victim);
        (await ComeBackAsync(victim, start)).Status.ShouldBe(400);
        (await victim.GetAsync($"/signin-oidc?code=c&state={own.Query("state")}x")).Status.ShouldBe(400);
        (await victim.GetAsync("/signin-oidc?code=c")).Status.ShouldBe(400);
        (await victim.GetAsync($"/signin-oidc?code=c&state={own.Query("state")}&state={own.Query("state")}")).Status.ShouldBe(400);
        (await ComeBackAsync(victim, own)).Status.ShouldBe(302);
    }

    [Fact]
    public async Task A_cookie_under_the_name_of_another_attempt_is_refused()
    {
        using var browser = Open();
        var first = await StartAsync(browser);
        var (name, value) = browser.Cookies.Single();
        var second = await StartAsync(browser);
        browser.Cookies[browser.Cookies.Keys.Single(key => !string.Equals(key, name, StringComparison.Ordinal))] = value;
        (await ComeBackAsync(browser, second)).Status.ShouldBe(400);
        (await ComeBackAsync(browser, first)).Status.ShouldBe(400, "what was taken is gone");
    }

    [Fact]
    public async Task A_way_back_is_good_for_ten_minutes()
    {
        using var browser = Open();
        var start = await StartAsync(browser);
        App.Clock.Advance(TimeSpan.FromMinutes(10));
        (await ComeBackAsync(browser, start)).Status.ShouldBe(400);
        (await ComeBackAsync(browser, await StartAsync(browser))).Status.ShouldBe(302);
    }

    [Theory]
    [InlineData("access_denied", 403)]
    [InlineData("login_required", 403)]
    [InlineData("invalid_scope", 502)]
    [InlineData("temporarily_unavailable", 502)]
    [InlineData("<script>alert(1)</script>", 502)]
    public async Task An_error_of_the_provider_becomes_a_problem_that_repeats_nothing_unknown(string error, int status)
    {
        using var browser = Open();
        var start = await StartAsync(browser);
        var page = await browser.GetAsync($"/signin-oidc?error={Uri.EscapeDataString(error)}&error_description=%3Cb%3Eboo&state={start.Query("state")}");
        page.Status.ShouldBe(status);
        page.Text.ShouldNotContain("script");
        page.Text.ShouldNotContain("boo");
        browser.Cookies.ShouldBeEmpty();
        (await HasAuditAsync("session:refused  1")).ShouldBeTrue();
    }

    [Theory]
    [InlineData(true, null, 400)]
    [InlineData(true, "https://evil.example", 400)]
    [InlineData(false, "https://evil.example", 400)]
    [InlineData(true, "own", 302)]
    [InlineData(false, null, 302)]
    public async Task An_answer_of_another_issuer_is_refused(bool isNamed, string? issuer, int status)
    {
        Outside.Discovery["authorization_response_iss_parameter_supported"] = isNamed;
        using var browser = Open();
        var start = await StartAsync(browser);
        (await ComeBackAsync(browser, start, issuer is null ? "" : $"&iss={Uri.EscapeDataString(issuer is "own" ? Outside.Issuer : issuer)}")).Status.ShouldBe(status);
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
        using var browser = Open();
        var start = await StartAsync(browser);
        var claims = Outside.IdClaims(App.Clock, start.Query("nonce"));
        claims.Remove(name);
        if (json is not null)
        {
            claims[name] = JsonNode.Parse(json);
        }

        (await ComeBackAsync(browser, start, token: Outside.Sign(claims, "JWT"))).Status.ShouldBe(502);
        browser.Cookies.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_ID_token_that_is_unsigned_an_access_token_or_none_is_refused()
    {
        string?[] tokens =
        [
            Outside.Sign(Outside.IdClaims(App.Clock, "NONCE"), "at+jwt"), $"{OutsideKey.Part("""{"alg":"none"}""")}.{OutsideKey.Part("{}")}.", "", "a.b.c",
        ];
        foreach (var token in tokens)
        {
            using var browser = Open();
            var start = await StartAsync(browser);
            (await ComeBackAsync(browser, start, token: token)).Status.ShouldBe(502);
        }
    }

    [Fact]
    public async Task A_code_that_the_provider_does_not_redeem_is_refused_and_its_words_stay_out()
    {
        using var browser = Open();
        var start = await StartAsync(browser);
        Outside.Tokens = _ => new JsonObject { ["error"] = "invalid_grant", ["error_description"] = "secret words" };
        var page = await browser.GetAsync($"/signin-oidc?code=c&state={start.Query("state")}");
        page.Status.ShouldBe(502);
        page.Text.ShouldNotContain("secret words");
        App.Log.Lines.ShouldContain(line => line.Contains("[4062]", StringComparison.Ordinal) && line.Contains("invalid_grant", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_user_who_is_here_already_is_not_taken_over_but_linked_by_an_admin()
    {
        using var browser = Open();
        (await SignInAsync(browser, email: "ADMIN@localhost")).Status.ShouldBe(409);
        (await LinkAsync(HttpMethod.Put, "u-ada")).ShouldBe(200);
        (await SignInAsync(browser, email: "ADMIN@localhost", groups: ["lockstep-admin"])).Status.ShouldBe(302);
        (await UserAsync("count(*)", "1 = 1")).ShouldBe(["1"]);
        (await LinkAsync(HttpMethod.Delete, null)).ShouldBe(204);
        (await SignInAsync(browser, email: "ADMIN@localhost")).Status.ShouldBe(409);
        (await HasAuditAsync("user:linked users/1 0")).ShouldBeTrue();
        (await HasAuditAsync("user:unlinked users/1 0")).ShouldBeTrue();
    }

    [Fact]
    public async Task An_address_that_the_provider_does_not_vouch_for_is_not_believed()
    {
        using var browser = Open();
        (await SignInAsync(browser, email: "ADMIN@localhost", isVerified: false)).Status.ShouldBe(302);
        (await UserAsync("u.email")).Single().ShouldEndWith("@127.0.0.1");
    }

    [Fact]
    public async Task The_roles_are_those_of_the_map_at_each_sign_in_and_older_tokens_end_with_a_change()
    {
        using var browser = Open();
        (await SignInAsync(browser)).Status.ShouldBe(302);
        var old = browser.Cookies["lockstep"];
        (await SignInAsync(browser)).Status.ShouldBe(302);
        (await ExchangeAsync(old)).Token.ShouldNotBeNull("nothing has changed");
        (await SignInAsync(browser, groups: ["others"])).Status.ShouldBe(302);
        (await UserAsync("u.roles")).ShouldBe([""]);
        (await ExchangeAsync(old)).Token.ShouldBeNull();
        App.Verifier.Verify((await ExchangeAsync(browser.Cookies["lockstep"])).Token!).Caller!.Granted.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_disabled_user_and_a_last_admin_without_the_role_are_not_let_in()
    {
        using var browser = Open();
        (await LinkAsync(HttpMethod.Put, "u-ada")).ShouldBe(200);
        var page = await SignInAsync(browser);
        page.Status.ShouldBe(403);
        page.Detail.ShouldContain("last admin");
        (await UserAsync("u.roles")).ShouldBe(["admin"]);
        await App.ExecuteAsync("update users set disabled = 1");
        (await SignInAsync(browser, groups: ["lockstep-admin"])).Status.ShouldBe(403);
    }

    [Fact]
    public async Task Without_a_provider_or_while_it_is_away_the_start_says_so()
    {
        Outside.Instead = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        using var browser = Open();
        (await browser.GetAsync("/auth/sso/start")).Status.ShouldBe(503);
        await RestartAsync(("Oidc:ClientId", ""));
        using var other = Open();
        (await other.GetAsync("/auth/sso/start")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Attempts_that_nobody_ends_do_not_pile_up_and_hold_nothing_readable()
    {
        using var browser = Open();
        var start = await StartAsync(browser);
        (await App.Store.ReadAsync(reader => reader.QueryAsync("select secrets, cookie_hash from sso_attempts", static row => (row.Bytes(0), row.Bytes(1))), CancellationToken.None))
            .ShouldAllBe(row => !Encoding.Latin1.GetString(row.Item1).Contains(start.Query("state"), StringComparison.Ordinal));
        for (var count = 0; count < 5; count++)
        {
            await StartAsync(browser);
        }

        App.Clock.Advance(TimeSpan.FromMinutes(11));
        await StartAsync(browser);
        (await App.Store.ReadAsync(reader => reader.FirstAsync("select count(*) from sso_attempts", static row => row.Int64(0)), CancellationToken.None)).ShouldBe(1);
    }

    private Browser Open() => new(App.Client.BaseAddress!);

    private static Task<Page> StartAsync(Browser browser, string returnTo = "/") => browser.GetAsync($"/auth/sso/start?returnTo={Uri.EscapeDataString(returnTo)}");

    private Task<Page> ComeBackAsync(Browser browser, Page start, string more = "", string? token = null)
    {
        var idToken = token ?? Outside.Sign(Outside.IdClaims(App.Clock, start.Query("nonce")), "JWT");
        Outside.Tokens = _ => new JsonObject { ["id_token"] = idToken, ["access_token"] = "opaque", ["token_type"] = "Bearer" };
        return browser.GetAsync($"/signin-oidc?code=c&state={start.Query("state")}{more}");
    }

    private async Task<Page> SignInAsync(Browser browser, string returnTo = "/", string email = "ada@example.test", bool isVerified = true, string[]? groups = null)
    {
        var start = await StartAsync(browser, returnTo);
        var claims = FakeProvider.With(Outside.IdClaims(App.Clock, start.Query("nonce")), ("email", email), ("email_verified", isVerified));
        if (groups is not null)
        {
            claims["groups"] = new JsonArray([.. groups.Select(group => JsonValue.Create(group))]);
        }

        return await ComeBackAsync(browser, start, token: Outside.Sign(claims, "JWT"));
    }

    private ValueTask<ExchangedToken> ExchangeAsync(string cookie) => App.Services.GetRequiredService<ICredentialExchange>()
        .ExchangeAsync(new Credential(CredentialKind.SessionCookie, null, cookie), CancellationToken.None);

    private async Task<int> LinkAsync(HttpMethod method, string? subject)
    {
        var token = App.Services.GetRequiredService<TokenIssuer>().Issue(new TokenRequest("user:9", "Root", ["admin"], Version: 1));
        using var request = new HttpRequestMessage(method, "/users/1/single-sign-on") { Content = subject is null ? null : JsonContent.Create(new { subject }) };
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await App.Client.SendAsync(request);
        return (int)answer.StatusCode;
    }

    /// <summary>Columns of the newest user, as text.</summary>
    private async Task<IReadOnlyList<string>> UserAsync(string columns, string where = "u.id = (select max(id) from users)")
    {
        var names = columns.Split(", ");
        return await App.Store.ReadAsync(reader => reader.FirstAsync(
            $"select {string.Join(", ", names.Select(name => $"cast({name} as text)"))} from users u where {where}",
            row => names.Select((_, column) => row.Text(column)).ToList()), CancellationToken.None) ?? [];
    }

    /// <summary>Whether the audit log has an entry: action, target, and whether it was refused.</summary>
    private async Task<bool> HasAuditAsync(string entry) => await App.Store.ReadAsync(
        reader => reader.FirstAsync("select count(*) from audit where action || ' ' || target || ' ' || refused = $1", static row => row.Int64(0), entry),
        CancellationToken.None) > 0;
}
