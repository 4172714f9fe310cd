using System.Globalization;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Portal;

/// <summary>A server in a process of its own, at an address that stays when it is started anew.</summary>
internal sealed class PortalServer : IAsyncDisposable
{
    private readonly Site _site;
    private readonly (string Name, string Value)[] _settings;
    private ServerProcess _process = null!;

    private PortalServer(Site site, int port, (string Name, string Value)[] settings)
    {
        (_site, Address) = (site, AddressOf(port));
        _settings = [.. settings, ("LOCKSTEP_HTTP", port.ToString(CultureInfo.InvariantCulture))];
    }

    public Uri Address { get; }

    /// <summary>Signed in as the first admin.</summary>
    public Api Api { get; private set; } = null!;

    public static Uri AddressOf(int port) => new(FormattableString.Invariant($"http://127.0.0.1:{port}"));

    public static async Task<PortalServer> StartAsync(Site site, int port, params (string Name, string Value)[] settings)
    {
        var server = new PortalServer(site, port, settings);
        await server.StartAsync();
        return server;
    }

    /// <summary>On a site of which nothing is known yet but its first admin.</summary>
    public static async Task<PortalServer> StartAsync(StartedSites sites, params (string Name, string Value)[] settings) =>
        await StartAsync(await sites.CopyAsync(StoreKind.Sqlite), Ports.Free(), settings);

    /// <summary>Ends it without a word.</summary>
    public Task DieAsync() => _process.DieAsync();

    public async Task StartAsync()
    {
        _process = ServerProcess.Start(_site, _settings);
        Api?.Dispose();
        Api = await _process.ReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await _process.DisposeAsync();
        await _site.DisposeAsync();
    }
}
