using Lockstep.Connectors.Sdk;
using Lockstep.FaultyHost;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lockstep.Conformance.Support;

/// <summary>The whole system in this process, with connectors of the test; outages are over soon and patience is short.</summary>
internal sealed class LocalHost : IAsyncDisposable
{
    private static readonly Dictionary<string, string?> Quick = new(StringComparer.Ordinal)
    {
        ["LOCKSTEP_HTTP"] = "0",
        ["LOCKSTEP_HTTPS"] = "0",
        ["LOCKSTEP_ADMIN_EMAIL"] = ServerProcess.AdminEmail,
        ["LOCKSTEP_ADMIN_PASSWORD"] = ServerProcess.AdminPassword,
        ["Limits:PerCallerRate"] = "0",
        ["Limits:PerAddressRate"] = "0",
        ["Dispatch:PollInterval"] = "00:00:00.200",
        ["Dispatch:BreakerPause"] = "00:00:00.020",
        ["Dispatch:BreakerPauseMax"] = "00:00:00.100",
        ["Relay:PollInterval"] = "00:00:00.200",
    };

    private readonly WebApplication _app;

    private LocalHost(WebApplication app, Api api) => (_app, Api) = (app, api);

    public Api Api { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<LocalHost> StartAsync(Site site, Setup setup)
    {
        var flows = site.File("test-flows");
        Directory.CreateDirectory(flows);
        foreach (var (name, yaml) in setup.Flows)
        {
            await File.WriteAllTextAsync(Path.Combine(flows, name + ".yaml"), yaml);
        }

        var app = Lockstep.Host.Program.Build(
            builder =>
            {
                builder.Logging.ClearProviders();
                builder
                    .Configuration.AddInMemoryCollection(Quick)
                    .AddInMemoryCollection(site.Configuration)
                    .AddInMemoryCollection(setup.Settings)
                    .AddInMemoryCollection(
                        new Dictionary<string, string?>(StringComparer.Ordinal)
                        {
                            ["LOCKSTEP_DATA"] = site.Path, ["LOCKSTEP_FLOWS"] = flows,
                        });
            },
            builder =>
            {
                builder.Services.Decorate<IEnumerable<ISystem>>(systems => [.. systems.Select(setup.Wrap), .. setup.Systems]);
                setup.Decorate(builder.Services);
            });
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .First(one => one.StartsWith("http://", StringComparison.Ordinal));
        return new LocalHost(app, await Api.OnAsync(site, new Uri(address)));
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

/// <summary>What a test changes about the system.</summary>
internal sealed record Setup
{
    /// <summary>Flows by name, as YAML.</summary>
    public required IReadOnlyDictionary<string, string> Flows { get; init; }

    /// <summary>Systems besides the built-in ones.</summary>
    public IReadOnlyList<ISystem> Systems { get; init; } = [];

    /// <summary>Wraps the built-in systems.</summary>
    public Func<ISystem, ISystem> Wrap { get; init; } = system => system;

    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    public Action<IServiceCollection> Decorate { get; init; } = _ => { };
}
