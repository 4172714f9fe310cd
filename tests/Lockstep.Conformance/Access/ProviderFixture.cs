using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Access;

/// <summary>A real provider, and a real process that trusts it.</summary>
public sealed class ProviderFixture : IAsyncLifetime
{
    private readonly Site _site = new(StoreKind.Sqlite);
    private readonly TcpListener _proxy = new(IPAddress.Loopback, 0);
    private ServerProcess _server = null!;

    internal OpenIdProvider Provider { get; private set; } = null!;

    /// <summary>Signed in as the first admin.</summary>
    internal Api Api { get; private set; } = null!;

    public Uri Address => Api.Http.BaseAddress!;

    /// <summary>Whether anybody asked the proxy that the environment names.</summary>
    public bool IsProxyAsked => _proxy.Pending();

    public async ValueTask InitializeAsync()
    {
        _proxy.Start();
        var port = FreePort();
        Provider = await OpenIdProvider.StartAsync($"http://127.0.0.1:{port}/signin-oidc");
        _server = ServerProcess.Start(_site, [.. Settings(port), .. Proxies()]);
        Api = await _server.ReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await _server.DisposeAsync();
        await Provider.DisposeAsync();
        _proxy.Dispose();
        await _site.DisposeAsync();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>What a GET, or with a name the creation of a customer, answers to a token.</summary>
    public async Task<int> CallAsync(string token, string? create = null)
    {
        using var request = new HttpRequestMessage(create is null ? HttpMethod.Get : HttpMethod.Post, new Uri(Address, "/api/customers"))
        {
            Content = create is null ? null : JsonContent.Create(new { name = create }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var http = new HttpClient();
        using var answer = await http.SendAsync(request);
        return (int)answer.StatusCode;
    }

    private (string Name, string Value)[] Settings(int port) =>
    [
        ("LOCKSTEP_HTTP", port.ToString(CultureInfo.InvariantCulture)),
        ("LOCKSTEP_Oidc__Issuer", Provider.Issuer),
        ("LOCKSTEP_Oidc__RequireHttps", "false"),
        ("LOCKSTEP_Oidc__Audience", OpenIdProvider.Audience),
        ("LOCKSTEP_Oidc__ClientId", OpenIdProvider.Portal),
        ("LOCKSTEP_Oidc__ClientSecret", OpenIdProvider.Secret),
        ("LOCKSTEP_Oidc__Scopes", "openid profile email groups"),
        ("LOCKSTEP_Oidc__RedirectUri", $"http://127.0.0.1:{port}/signin-oidc"),
        ("LOCKSTEP_Oidc__RoleMap__lockstep-admin", "admin"),
        ("LOCKSTEP_Oidc__RoleMap__lockstep-auditor", "auditor"),
        ("LOCKSTEP_Oidc__KeyRefreshPause", "00:00:00.100"),
        ("LOCKSTEP_Oidc__ClockSkew", "00:00:01"),
        ("LOCKSTEP_Outbound__Allow", new Uri(Provider.Issuer).Authority),
        ("LOCKSTEP_Outbound__ConnectionLifetime", "00:00:00"),
    ];

    private IEnumerable<(string Name, string Value)> Proxies()
    {
        var address = $"http://{_proxy.LocalEndpoint}";
        return from name in (string[])["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"]
               from spelling in (string[])[name, name.ToLowerInvariant()]
               select (spelling, address);
    }
}
