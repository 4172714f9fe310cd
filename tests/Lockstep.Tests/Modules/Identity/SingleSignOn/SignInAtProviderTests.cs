using System.Buffers.Text;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Identity.Keys;
using Lockstep.Identity.Sessions;
using Lockstep.Identity.SingleSignOn;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Identity.SingleSignOn;

/// <summary>The portal's single sign-on.</summary>
public sealed class SignInAtProviderTests : SingleSignOnTest
{
    private Journey Way => new(Outside, App);

    [Fact]
    public async Task The_browser_is_sent_to_the_provider_with_all_that_protects_the_way_back()
    {
        using var browser = Way.Open();
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
        cookie.ShouldContain("; path=/;");
        secrets.ShouldAllBe(secret => !cookie.Contains(secret));
    }

    [Fact]
    public async Task Somebody_new_becomes_a_user_with_the_roles_of_the_map_and_a_session()
    {
        using var browser = Way.Open();
        var page = await Way.SignInAsync(browser, "/customers?q=a");
        page.Status.ShouldBe(302, page.Text);
        page.Location.ShouldBe("/customers?q=a");
        browser.Cookies.Keys.ShouldBe(["lockstep"]);
        (await UserAsync("u.email, u.name, u.roles, u.password_hash")).ShouldBe(["ada@example.test", "Ada", "sales,warehouse", ""]);
        (await App.LoginAsync("ada@example.test", "")).StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
        var exchanged = await App.Services.GetRequiredService<ICredentialExchange>()
            .ExchangeAsync(new Credential(CredentialKind.SessionCookie, null, browser.Cookies["lockstep"]), CancellationToken.None);
        App.Verifier.Verify(exchanged.Token!).Caller!.Granted.ShouldBe(Permissions.Of(["sales", "warehouse"]), ignoreOrder: true);
        (await Way.HasAuditAsync("session:started users/2 0")).ShouldBeTrue();
    }

    [Fact]
    public async Task The_code_is_redeemed_with_the_verifier_of_the_challenge_and_the_clients_secret()
    {
        using var browser = Way.Open();
        var start = await Journey.StartAsync(browser);
        (await Way.ComeBackAsync(browser, start)).Status.ShouldBe(302);
        var (form, authorization) = Outside.LastCall;
        Base64Url
            .EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())))
            .ShouldBe(start.Query("code_challenge"));
        form["redirect_uri"].ToString().ShouldBe("https://localhost:8443/signin-oidc");
        form["client_secret"].ToString().ShouldBe(FakeProvider.ClientSecret);
        authorization.ShouldBeEmpty();

        await RestartAsync(("Oidc:ClientAuthentication", "client_secret_basic"));
        using var other = Way.Open();
        (await Way.SignInAsync(other)).Status.ShouldBe(302);
        Outside.LastCall.Form.ContainsKey("client_secret").ShouldBeFalse();
        var pair = $"{FakeProvider.ClientId}:{Uri.EscapeDataString(FakeProvider.ClientSecret)}";
        Outside.LastCall.Authorization.ShouldBe($"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes(pair))}");
    }

    [Theory]
    [InlineData("application/json; charset=utf8")]
    [InlineData("text/html; charset=windows-1252")]
    public async Task Its_JSON_is_read_as_UTF_8_whatever_it_is_said_to_be(string type)
    {
        Outside.ContentType = type;
        using var browser = Way.Open();
        (await Way.SignInAsync(browser)).Status.ShouldBe(302);
    }

    [Fact]
    public async Task A_way_back_is_good_for_ten_minutes()
    {
        using var browser = Way.Open();
        var start = await Journey.StartAsync(browser);
        App.Clock.Advance(TimeSpan.FromMinutes(10));
        (await Way.ComeBackAsync(browser, start)).Status.ShouldBe(400);
        (await Way.ComeBackAsync(browser, await Journey.StartAsync(browser))).Status.ShouldBe(302);
    }

    [Fact]
    public async Task A_user_who_is_here_already_is_not_taken_over_but_linked_by_an_admin()
    {
        using var browser = Way.Open();
        (await Way.SignInAsync(browser, email: "ADMIN@localhost")).Status.ShouldBe(409);
        (await LinkAsync(HttpMethod.Put, "u-ada")).ShouldBe(200);
        (await Way.SignInAsync(browser, email: "ADMIN@localhost", groups: ["lockstep-admin"])).Status.ShouldBe(302);
        (await UserAsync("count(*)", "1 = 1")).ShouldBe(["1"]);
        (await LinkAsync(HttpMethod.Delete, null)).ShouldBe(204);
        (await Way.SignInAsync(browser, email: "ADMIN@localhost")).Status.ShouldBe(409);
        (await Way.HasAuditAsync("user:linked users/1 0")).ShouldBeTrue();
        (await Way.HasAuditAsync("user:unlinked users/1 0")).ShouldBeTrue();
    }

    [Fact]
    public async Task An_address_that_the_provider_does_not_vouch_for_is_not_believed()
    {
        using var browser = Way.Open();
        (await Way.SignInAsync(browser, email: "ADMIN@localhost", isVerified: false)).Status.ShouldBe(302);
        (await UserAsync("u.email")).Single().ShouldEndWith("@127.0.0.1");
    }

    [Fact]
    public async Task The_roles_are_those_of_the_map_at_each_sign_in_and_older_tokens_end_with_a_change()
    {
        using var browser = Way.Open();
        (await Way.SignInAsync(browser)).Status.ShouldBe(302);
        var old = browser.Cookies["lockstep"];
        (await Way.SignInAsync(browser)).Status.ShouldBe(302);
        (await ExchangeAsync(old)).Token.ShouldNotBeNull("nothing has changed");
        (await Way.SignInAsync(browser, groups: ["others"])).Status.ShouldBe(403);
        (await UserAsync("u.roles")).ShouldBe([""]);
        (await ExchangeAsync(old)).Token.ShouldBeNull();
    }

    [Fact]
    public async Task A_disabled_user_and_a_last_admin_without_the_role_are_not_let_in()
    {
        using var browser = Way.Open();
        (await LinkAsync(HttpMethod.Put, "u-ada")).ShouldBe(200);
        var page = await Way.SignInAsync(browser);
        page.Status.ShouldBe(403);
        page.Detail.ShouldContain("last admin");
        (await UserAsync("u.roles")).ShouldBe(["admin"]);
        await App.ExecuteAsync("update users set disabled = 1");
        (await Way.SignInAsync(browser, groups: ["lockstep-admin"])).Status.ShouldBe(403);
    }

    [Fact]
    public async Task Without_a_provider_or_while_it_is_away_the_start_says_so()
    {
        Outside.Instead = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        using var browser = Way.Open();
        (await browser.GetAsync("/auth/sso/start")).Status.ShouldBe(503);
        await RestartAsync(("Oidc:ClientId", ""));
        using var other = Way.Open();
        (await other.GetAsync("/auth/sso/start")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Attempts_leave_nothing_behind_and_a_browser_keeps_only_a_few_of_them()
    {
        using var browser = Way.Open();
        for (var count = 0; count < 4; count++)
        {
            await Journey.StartAsync(browser);
        }

        browser.Cookies.Count.ShouldBe(4);
        var last = await Journey.StartAsync(browser);
        browser.Cookies.Count.ShouldBe(1);
        (await UsedAsync()).ShouldBe(0);
        (await Way.ComeBackAsync(browser, last)).Status.ShouldBe(302);
        (await UsedAsync()).ShouldBe(1);
        App.Clock.Advance(TimeSpan.FromMinutes(11));
        (await Way.SignInAsync(browser)).Status.ShouldBe(302);
        (await UsedAsync()).ShouldBe(1, "what has expired goes");
    }

    [Fact]
    public async Task Refusals_that_anybody_can_bring_about_are_counted_not_written_down_one_by_one()
    {
        using var browser = Way.Open();
        for (var count = 0; count < 5; count++)
        {
            var start = await Journey.StartAsync(browser);
            (await browser.GetAsync($"/signin-oidc?error=access_denied&state={start.Query("state")}")).Status.ShouldBe(403);
        }

        (await App.AuditAsync()).Count(entry => entry.Contains("session:refused", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Over_HTTPS_no_other_host_can_plant_the_cookie()
    {
        var attempts = App.Services.GetRequiredService<SsoAttempts>();
        var attempt = SsoAttempt.Create("/");
        var begun = new DefaultHttpContext { Request = { Scheme = "https" } };
        attempts.Begin(begun, attempt);
        var cookie = begun.Response.Headers.SetCookie.ToString();
        cookie.ShouldStartWith("__Host-lockstep-sso-");
        cookie.ShouldContain("; path=/;");
        cookie.ShouldContain("; secure");
        cookie.ShouldNotContain("domain");
        var pair = cookie.Split(';')[0];
        (await attempts.TakeAsync(Back(pair["__Host-".Length..]), attempt.State)).ShouldBeNull("a name that anybody may set");
        (await attempts.TakeAsync(Back(pair), attempt.State)).ShouldBe(attempt);

        static DefaultHttpContext Back(string cookie)
        {
            var context = new DefaultHttpContext { Request = { Scheme = "https" } };
            context.Request.Headers.Cookie = cookie;
            return context;
        }
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
        using var browser = Way.Open();
        var start = await Journey.StartAsync(browser);
        (
            await Way.ComeBackAsync(
                browser, start, issuer is null ? "" : $"&iss={Uri.EscapeDataString(issuer is "own" ? Outside.Issuer : issuer)}")
        ).Status.ShouldBe(status);
    }

    private ValueTask<ExchangedToken> ExchangeAsync(string cookie) => App.Services.GetRequiredService<ICredentialExchange>()
        .ExchangeAsync(new Credential(CredentialKind.SessionCookie, null, cookie), CancellationToken.None);

    private async Task<long> UsedAsync() =>
        await App.Store.ReadAsync(
            reader => reader.FirstAsync("select count(*) from sso_used", static row => row.Int64(0)), CancellationToken.None);

    private async Task<int> LinkAsync(HttpMethod method, string? subject)
    {
        var token = App.Services.GetRequiredService<TokenIssuer>()
            .Issue(new TokenRequest("user:9", "Root", ["admin"], Version: 1) { SignedInAt = App.Clock.GetUtcNow() });
        using var request = new HttpRequestMessage(method, "/users/1/single-sign-on")
        {
            Content = subject is null ? null : JsonContent.Create(new { subject }),
        };
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
}
