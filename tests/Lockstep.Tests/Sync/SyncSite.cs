using Lockstep.Runtime.Composition;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Sync;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Schema;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Sync;

/// <summary>
/// A database of Sync and several processes that share it. On PostgreSQL each has connections of its own; on SQLite, where there is one
/// process, they share the store, and only that.
/// </summary>
internal sealed class SyncSite : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<ServiceProvider> _providers = [];
    private readonly List<SyncProcess> _processes = [];

    public SyncSite() => Store = Open();

    /// <summary>For looking into the database.</summary>
    public IStore Store { get; }

    public RecordingShop Shop { get; } = new();

    public LeaseOptions Leases { get; init; } = new() { Duration = TimeSpan.FromMinutes(10), Renewal = TimeSpan.FromMinutes(1) };

    /// <summary>How many attempts of one process are on their way at once.</summary>
    public int InFlight { get; init; } = 32;

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Starts a process and waits until it holds a number of parts.</summary>
    public async Task<SyncProcess> StartAsync(string name, int parts)
    {
        var process = Add(name);
        await process.Dispatchers.StartAsync(CancellationToken.None);
        await Patience.UntilAsync(() => process.Held == parts);
        return process;
    }

    /// <summary>A process that does not deliver yet.</summary>
    public SyncProcess Add(string name)
    {
        var isPostgres = TestDatabases.IsPostgres;
        var inner = isPostgres ? Open() : Store;
        var signals = isPostgres
            ? inner.Signals
            : new Signals { Outwards = topic => _processes.ForEach(other => other.Store.Signals.RingHere(topic)) };
        var process = new SyncProcess(name, new PausableStore(inner, signals), Shop, Leases, Timeout, InFlight);
        _processes.Add(process);
        return process;
    }

    public async Task<long> CountAsync(string condition) =>
        await Store.ReadAsync(
            reader => reader.FirstAsync($"select count(*) from deliveries where {condition}", static row => row.Int64(0)),
            CancellationToken.None);

    /// <summary>Waits until every delivery has ended.</summary>
    public Task QuietAsync() => TestApp.EventuallyAsync(async () => await CountAsync("finished_at is null") == 0, "every delivery ended");

    /// <summary>Events about records, each the next version of its record.</summary>
    public static IReadOnlyList<OutboxEvent> Events(IEnumerable<(int Record, int Version)> changes) =>
        [
            .. changes.Select(change => new OutboxEvent
            {
                Position = 0, Id = Guid.CreateVersion7(), Type = "lockstep.customer.changed.v1", Source = "shop", Kind = "customer",
                RecordId = change.Record, Version = change.Version, Change = "changed", At = TimeProvider.System.GetUtcNow(),
                Actor = "user:1", Fields = "name",
                Data = System.Text.Encoding.UTF8.GetBytes($$"""{ "version": {{change.Version}}, "name": "\"Ünï\" \u0000" }"""), Digest = [],
            }),
        ];

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        foreach (var provider in _providers)
        {
            await provider.DisposeAsync();
        }

        _folder.Dispose();
        await TestDatabases.DropAsync(_folder.Path);
    }

    private IStore Open()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("LOCKSTEP_DATA", _folder.Path)])
            .AddInMemoryCollection(TestDatabases.SettingsOf(_folder.Path))
            .Build();
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddLogging().AddRuntime(configuration);
        services.AddModuleDatabase(new SyncModule().Manifest, static parts => new SyncDatabase(parts));
        _providers.Add(services.BuildServiceProvider());
        return _providers[^1].GetRequiredKeyedService<IStore>("sync");
    }
}
