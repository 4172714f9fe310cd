using System.Text.Json.Nodes;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lockstep.Tests.Modules.Identity.SingleSignOn;

/// <summary>An OpenID provider that says whatever a test wants: the adversary. The real one is in the conformance tests.</summary>
internal sealed class FakeProvider : IAsyncDisposable
{
    public const string Audience = "urn:lockstep:api";
    public const string ClientId = "lockstep-web";
    public const string ClientSecret = "the secret of the client/+%";
    // Good keys take a while to find, and one is as good as another.
    private static readonly OutsideKey FirstRsa = OutsideKey.Rsa("rsa-1");
    private static readonly OutsideKey FirstCurve = OutsideKey.Curve("ec-1");
    private readonly WebApplication _web;
    private int _discoveries;

    private FakeProvider()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _web = builder.Build();
        _web.Run(ServeAsync);
    }

    /// <summary>Published, unless a test takes it away.</summary>
    public OutsideKey Rsa => FirstRsa;

    public OutsideKey Curve => FirstCurve;

    public JsonArray Keys { get; set; } = [];

    public JsonObject Discovery { get; private set; } = [];

    /// <summary>What takes the place of every answer; null for none.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    /// <summary>What the token endpoint answers.</summary>
    public Func<IFormCollection, JsonObject> Tokens { get; set; } = _ => [];

    /// <summary>The last call of the token endpoint.</summary>
    public (IFormCollection Form, string Authorization) LastCall { get; private set; }

    public string Issuer => _web.Urls.Single();

    /// <summary>What it says its JSON is.</summary>
    public string ContentType { get; set; } = "application/json";

    /// <summary>How often the discovery document was asked for.</summary>
    public int Discoveries => _discoveries;

    public static async Task<FakeProvider> StartAsync()
    {
        var provider = new FakeProvider();
        await provider._web.StartAsync();
        provider.Keys = [provider.Rsa.ToJwk(), provider.Curve.ToJwk()];
        provider.Discovery = new JsonObject
        {
            ["issuer"] = provider.Issuer,
            ["jwks_uri"] = provider.Issuer + "/jwks",
            ["authorization_endpoint"] = provider.Issuer + "/auth",
            ["token_endpoint"] = provider.Issuer + "/token",
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_basic", "client_secret_post"),
        };
        return provider;
    }

    /// <summary>What UserInfo answers; set it together with its endpoint in <see cref="Discovery"/>.</summary>
    public JsonObject? UserInfo { get; private set; }

    public void Tell(JsonObject userInfo)
    {
        Discovery["userinfo_endpoint"] = Issuer + "/userinfo";
        UserInfo = userInfo;
    }

    public Dictionary<string, string?> Settings(params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Oidc:Issuer"] = Issuer,
            ["Oidc:Audience"] = Audience,
            ["Oidc:ClientId"] = ClientId,
            ["Oidc:ClientSecret"] = ClientSecret,
            ["Oidc:RequireHttps"] = "false",
            ["Oidc:RoleMap:lockstep-admin"] = "admin",
            ["Oidc:RoleMap:lockstep-staff"] = "sales, warehouse",
            ["Outbound:Allow"] = new Uri(Issuer).Authority,
            ["Outbound:ConnectionLifetime"] = "00:00:00",
        };
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        return settings;
    }

    /// <summary>The claims of a good access token.</summary>
    public JsonObject AccessClaims(TimeProvider clock) => With(Claims(clock), ("aud", Audience), ("client_id", ClientId));

    /// <summary>The claims of a good ID token.</summary>
    public JsonObject IdClaims(TimeProvider clock, string nonce) => With(
        Claims(clock), ("aud", ClientId), ("nonce", nonce), ("email", "ada@example.test"), ("email_verified", true));

    public string Sign(JsonObject claims, string type = "at+jwt") =>
        Rsa.Sign(
            new JsonObject { ["alg"] = "RS256", ["typ"] = type, ["kid"] = Rsa.Id },
            claims);

    public static JsonObject With(JsonObject claims, params (string Name, JsonNode? Value)[] more)
    {
        foreach (var (name, value) in more)
        {
            claims[name] = value;
        }

        return claims;
    }

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
    }

    private JsonObject Claims(TimeProvider clock) => new()
    {
        ["iss"] = Issuer,
        ["sub"] = "u-ada",
        ["exp"] = clock.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds(),
        ["iat"] = clock.GetUtcNow().ToUnixTimeSeconds(),
        ["name"] = "Ada",
        ["groups"] = new JsonArray("lockstep-staff", "others"),
    };

    private async Task ServeAsync(HttpContext context)
    {
        if (context.Request.Path.Value!.EndsWith("openid-configuration", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _discoveries);
        }

        if (Instead is not null)
        {
            await Instead(context);
            return;
        }

        if (context.Request.Path == "/token")
        {
            LastCall = (await context.Request.ReadFormAsync(), context.Request.Headers.Authorization.ToString());
        }

        var answer = context.Request.Path.Value switch
        {
            "/.well-known/openid-configuration" => Discovery,
            "/jwks" => new JsonObject { ["keys"] = Keys.DeepClone() },
            "/token" => Tokens(LastCall.Form),
            "/userinfo" => UserInfo!,
            _ => [],
        };
        context.Response.ContentType = ContentType;
        context.Response.StatusCode = answer.ContainsKey("error") ? 400 : 200;
        await context.Response.WriteAsync(answer.ToJsonString());
    }
}

/// <summary>Identity beside a fake provider.</summary>
public abstract class SingleSignOnTest : IAsyncLifetime
{
    private protected TestFolder Folder { get; } = new();

    private protected FakeProvider Outside { get; private set; } = null!;

    private protected IdentityApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Outside = await FakeProvider.StartAsync();
        App = await IdentityApp.StartAsync(Folder.Path, Outside.Settings());
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Outside.DisposeAsync();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected async Task RestartAsync(params (string Name, string Value)[] settings)
    {
        await App.DisposeAsync();
        App = await IdentityApp.StartAsync(Folder.Path, Outside.Settings(settings));
    }
}
