using System.Text.Json.Nodes;

namespace Lockstep.Tests.Modules.Identity.SingleSignOn;

/// <summary>The way to the provider and back.</summary>
internal sealed record Journey(FakeProvider Outside, IdentityApp App)
{
    public Browser Open() => new(App.Client.BaseAddress!);

    public static Task<Page> StartAsync(Browser browser, string returnTo = "/") =>
        browser.GetAsync($"/auth/sso/start?returnTo={Uri.EscapeDataString(returnTo)}");

    /// <summary>Comes back with a code, for which the provider gives a good ID token or the one that a test wants.</summary>
    public Task<Page> ComeBackAsync(Browser browser, Page start, string more = "", string? token = null)
    {
        var idToken = token ?? Outside.Sign(Outside.IdClaims(App.Clock, start.Query("nonce")), "JWT");
        Outside.Tokens = _ => new JsonObject { ["id_token"] = idToken, ["access_token"] = "opaque", ["token_type"] = "Bearer" };
        return browser.GetAsync($"/signin-oidc?code=c&state={start.Query("state")}{more}");
    }

    public async Task<Page> SignInAsync(
        Browser browser, string returnTo = "/", string email = "ada@example.test", bool isVerified = true, string[]? groups = null)
    {
        var start = await StartAsync(browser, returnTo);
        var claims = FakeProvider.With(Outside.IdClaims(App.Clock, start.Query("nonce")), ("email", email), ("email_verified", isVerified));
        if (groups is not null)
        {
            claims["groups"] = new JsonArray([.. groups.Select(group => JsonValue.Create(group))]);
        }

        return await ComeBackAsync(browser, start, token: Outside.Sign(claims, "JWT"));
    }

    /// <summary>Whether the audit log has an entry: action, target, and whether it was refused.</summary>
    public async Task<bool> HasAuditAsync(string entry) =>
        await App.Store.ReadAsync(
            reader =>
                reader.FirstAsync(
                    "select count(*) from audit where action || ' ' || target || ' ' || refused = $1", static row => row.Int64(0), entry),
            CancellationToken.None) > 0;
}
