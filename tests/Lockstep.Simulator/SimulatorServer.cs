using Lockstep.Simulator.Api;
using Lockstep.Simulator.Control;
using Lockstep.Simulator.Records;
using Lockstep.Simulator.Worlds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lockstep.Simulator;

/// <summary>
/// Two outside systems behind one address: a CRM at <c>/crm</c> and an ERP at <c>/erp</c>. They do as they are told at <c>/control</c>, or
/// by the test in whose process they run; see the README.
/// </summary>
public sealed class SimulatorServer : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly RecordStore _store;

    private SimulatorServer(SimulatorOptions options)
    {
        _store = new RecordStore(options.Database);
        Worlds = [.. WorldShape.All.Select(shape => new World(shape, _store, options))];
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.AddServerHeader = false);
        builder.WebHost.UseUrls(FormattableString.Invariant($"http://127.0.0.1:{options.Port}"));
        builder.Logging.ClearProviders();
        _web = builder.Build();
        ControlApi.Map(_web, this);
        foreach (var world in Worlds)
        {
            var api = new WorldApi(world);
            _web.Map($"/{world.Shape.Name}/{{**path}}", (RequestDelegate)api.HandleAsync);
        }
    }

    /// <summary>Where it listens, with a slash at the end.</summary>
    public Uri Address => new(_web.Urls.First() + "/");

    /// <summary>Its systems.</summary>
    public IReadOnlyList<World> Worlds { get; }

    /// <summary>The CRM.</summary>
    public World Crm => World("crm");

    /// <summary>The ERP.</summary>
    public World Erp => World("erp");

    /// <summary>Starts one and waits until it listens.</summary>
    public static async Task<SimulatorServer> StartAsync(SimulatorOptions? options = null)
    {
        var server = new SimulatorServer(options ?? new SimulatorOptions());
        await server._web.StartAsync();
        return server;
    }

    /// <summary>One of its systems.</summary>
    public World World(string name) => Worlds.First(world => string.Equals(world.Shape.Name, name, StringComparison.Ordinal));

    /// <summary>Ends when the process is told to stop.</summary>
    public Task EndedAsync() => _web.WaitForShutdownAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var world in Worlds)
        {
            // Answers that were never to come would hold up the stop.
            world.Faults.Clear();
            await world.Notifications.DisposeAsync();
        }

        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _web.StopAsync(soon.Token);
        await _web.DisposeAsync();
        _store.Dispose();
    }
}
