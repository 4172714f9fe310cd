using System.Net.Http.Json;
using System.Text.Json;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Support;

/// <summary>For each store a site that a server has worked on, with a session on it; each test takes a copy.</summary>
public sealed class UsedSites : IAsyncLifetime
{
    private readonly Dictionary<StoreKind, Site> _sites = [];
    private readonly Dictionary<StoreKind, string> _refresh = [];

    public async ValueTask InitializeAsync()
    {
        foreach (var store in Enum.GetValues<StoreKind>())
        {
            var site = _sites[store] = new Site(store);
            await using var server = ServerProcess.Start(site);
            using var api = await server.ReadyAsync();
            using var answer = await api.Http.PostAsJsonAsync(
                "/api/auth/login", new { email = ServerProcess.AdminEmail, password = ServerProcess.AdminPassword });
            _refresh[store] = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("refresh_token").GetString()!;
            await server.SignalAsync("TERM");
            await server.ExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var site in _sites.Values)
        {
            await site.DisposeAsync();
        }
    }

    internal Task<Site> CopyAsync(StoreKind store) => _sites[store].CopyAsync();

    /// <summary>A refresh token of a session that is open on the site; good once in each copy.</summary>
    internal string RefreshOf(StoreKind store) => _refresh[store];
}
