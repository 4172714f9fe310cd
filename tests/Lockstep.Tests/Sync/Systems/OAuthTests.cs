using System.Text;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Settings;
using Lockstep.Connectors.Sdk.SignIns;
using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Systems;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Tests.Sync.Systems;

/// <summary>Sign-in at outside systems by OAuth 2.</summary>
[RunsOnEachStore]
public sealed class OAuthTests
{
    private const string Secret = "the secret of the client";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task However_many_calls_and_processes_find_a_token_expired_it_is_renewed_once()
    {
        await using var provider = await TokenServer.StartAsync();
        await using var app = await TestApp.StartAsync();
        using var client = new HttpClient();
        using var one = new OAuthTokens(Setup(app, provider, client, "one"));
        using var other = new OAuthTokens(Setup(app, provider, client, "other"));
        provider.Life = 0;
        (await one.RedeemAsync("a code", "a verifier", Ct)).Failure.ShouldBeNull();
        provider.Life = 3_600;
        var calls = Enumerable.Range(0, 20).Select(number => ShowAsync(number % 2 == 0 ? one : other));
        (await Task.WhenAll(calls)).ShouldAllBe(static shown => shown == "Bearer access-2");
        provider.Asked.Select(static form => form["grant_type"].ToString()).ShouldBe(["authorization_code", "refresh_token"]);
        (await one.RenewAsync("access-2", Ct)).ShouldBeTrue("a token that the system does not take any more is renewed too");
        (await ShowAsync(one)).ShouldBe("Bearer access-3");
    }

    [Fact]
    public async Task Tokens_are_kept_encrypted()
    {
        await using var provider = await TokenServer.StartAsync();
        await using var app = await TestApp.StartAsync();
        using var client = new HttpClient();
        using var tokens = new OAuthTokens(Setup(app, provider, client, "one"));
        await tokens.RedeemAsync("a code", "a verifier", Ct);
        var blob = await app.Services.GetRequiredKeyedService<IStore>("sync").ReadAsync(
            reader => reader.FirstAsync("select tokens from system_tokens where system = $1", static row => row.Bytes(0), "books"), Ct);
        blob.ShouldNotBeNull();
        Encoding.UTF8.GetString(blob).ShouldNotContain("refresh-1");
    }

    [Fact]
    public async Task Client_credentials_get_a_token_with_the_secret_and_ask_nobody()
    {
        await using var provider = await TokenServer.StartAsync();
        await using var app = await TestApp.StartAsync();
        using var client = new HttpClient();
        var setup = Setup(app, provider, client, "one");
        using var tokens = new OAuthTokens(
            setup with { SignIn = setup.SignIn with { Kind = SignInKind.ClientCredentials, IsClientInBody = true } });
        (await ShowAsync(tokens)).ShouldBe("Bearer access-1");
        (await ShowAsync(tokens)).ShouldBe("Bearer access-1");
        var asked = provider.Asked.ShouldHaveSingleItem();
        (asked["grant_type"].ToString(), asked["client_secret"].ToString(), asked["scope"].ToString())
            .ShouldBe(("client_credentials", Secret, "notes"));
    }

    [Fact]
    public async Task A_person_allows_it_once_and_what_did_not_go_out_does_not_come_in()
    {
        await using var provider = await TokenServer.StartAsync();
        await using var site = await SystemSite.StartAsync(SystemSite.AnyFlow, signIn:
            $$"""{ kind: authorization-code, tokenUrl: "{{provider.Url}}", """
            + """authorizeUrl: "https://books.example/allow", redirectUrl: "https://here.example/back", """
            + """clientId: lockstep, clientSecret: "${file:key.txt}", scope: notes }""");
        var begun = (await site.App.Admin.SendAsync(HttpMethod.Post, "/api/systems/desk/authorize", null)).Body!;
        var query = QueryHelpers.ParseQuery(new Uri((string)begun["url"]!).Query);
        (query["response_type"].ToString(), query["client_id"].ToString(), query["code_challenge_method"].ToString(), query["scope"]
            .ToString())
            .ShouldBe(("code", "lockstep", "S256", "notes"));
        var forged = await site.App.PostAsync("/api/systems/desk/redeem", """{ "code": "c", "state": "AAAA" }""");
        (forged.Status, forged.Blamed.Single()).ShouldBe((400, "state"));
        provider.Asked.ShouldBeEmpty();

        var body = $$"""{ "code": "c", "state": "{{query["state"]}}" }""";
        var allowed = await site.App.PostAsync("/api/systems/desk/redeem", body);
        (allowed.Status, (bool)allowed.Body!["renews"]!).ShouldBe((200, true));
        var verifier = provider.Asked.ShouldHaveSingleItem()["code_verifier"].ToString();
        Base64(System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))
            .ShouldBe(query["code_challenge"].ToString());
        (await site.App.PostAsync("/api/systems/desk/redeem", body)).Status.ShouldBe(409, "a code counts once");
        (await site.App.Admin.SendAsync(HttpMethod.Post, "/api/systems/crm/authorize", null)).Status.ShouldBe(404);
    }

    private static SystemSetup Setup(TestApp app, TokenServer provider, HttpClient client, string process) => new()
    {
        Name = "books",
        SignIn = new SignInSettings(SignInKind.AuthorizationCode)
        {
            ClientId = "lockstep",
            Secret = new Secret("${env:X}", static _ => ValueTask.FromResult<string?>(Secret)),
            Scope = "notes",
            TokenUrl = provider.Url,
            AuthorizeUrl = new Uri("https://books.example/allow"),
            RedirectUrl = new Uri("https://here.example/back"),
        },
        Limits = new SystemLimits(),
        Http = client,
        Clock = TimeProvider.System,
        Tokens = new SystemTokens(
            app.Services.GetRequiredService<SyncDatabase>(), new Instance(process),
                app.Services.GetRequiredService<IOptions<LeaseOptions>>()),
    };

    private static async Task<string?> ShowAsync(OAuthTokens tokens)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://books.example/");
        (await tokens.ApplyAsync(request, Ct)).Failure.ShouldBeNull();
        return request.Headers.Authorization?.ToString();
    }

    private static string Base64(byte[] bytes) => WebEncoders.Base64UrlEncode(bytes);
}
