using Lockstep.Runtime.Storage;

[assembly: AssemblyFixture(typeof(Lockstep.Conformance.Support.StartedSites))]

namespace Lockstep.Conformance.Support;

/// <summary>
/// For each store a site that a server has started on once, with a session on it. It is made once a run and copied for every test but those
/// of first starts: schema, keys, certificate and password cost more than what most tests do.
/// </summary>
public sealed class StartedSites : IAsyncDisposable
{
    private readonly Dictionary<StoreKind, Lazy<Task<Site>>> _sites = Enum.GetValues<StoreKind>().ToDictionary(
        store => store, store => new Lazy<Task<Site>>(() => StartAsync(store)));

    public async ValueTask DisposeAsync()
    {
        foreach (var site in _sites.Values.Where(site => site.IsValueCreated))
        {
            await (await site.Value).DisposeAsync();
        }
    }

    internal async Task<Site> CopyAsync(StoreKind store) => await (await _sites[store].Value).CopyAsync();

    private static async Task<Site> StartAsync(StoreKind store)
    {
        var site = new Site(store);
        await using var server = ServerProcess.Start(site);
        using var api = await server.ReadyAsync();
        site.Session = api.Session;
        await server.SignalAsync("TERM");
        (await server.ExitAsync()).ShouldBe(0, string.Join('\n', server.Errors));
        return site;
    }
}
