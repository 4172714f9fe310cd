using System.Reflection;
using Lockstep.Contracts.Systems;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Postgres;
using Lockstep.Runtime.Storage.Sqlite;
using Lockstep.Runtime.Streams;
using Lockstep.Runtime.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Runtime.Composition;

/// <summary>Gives a module its database.</summary>
public static class ModuleServices
{
    /// <summary>
    /// Registers the module's database, the relay that carries its events out, and the <see cref="Vault"/> that seals its secrets; under
    /// the module's name also the <see cref="IStore"/> alone. The database is opened, made and brought up to date when the process starts.
    /// </summary>
    /// <param name="services">The services of the process.</param>
    /// <param name="manifest">What the module has.</param>
    /// <param name="make">Makes the module's own type of it.</param>
    public static IServiceCollection AddModuleDatabase<T>(
        this IServiceCollection services, ModuleManifest manifest, Func<DatabaseParts, T> make)
        where T : ModuleDatabase
    {
        var (module, schema) = (manifest.Name, manifest.Schema);
        services.AddSingleton(manifest);
        services.AddSingleton(new ModuleSchema(module, schema));
        services.AddKeyedSingleton<IStore>(module, (provider, _) => IsPostgres(provider)
            ? OpenPostgres(provider, module, schema)
            : OpenSqlite(provider, module, schema));
        services.AddKeyedSingleton(module, (provider, _) => new CommittedEvents(Options<RelayOptions>(provider).MemoryMax));
        services.AddKeyedSingleton(module, (provider, _) => CreateQueue(provider, module));
        services.AddSingleton(provider => make(PartsOf(provider, manifest)));
        services.AddKeyedSingleton(module, static (_, _) => new CustomFields());
        services.AddKeyedSingleton(
            module,
            (provider, _) =>
                new Vault(
                    provider.GetRequiredKeyedService<IStore>(module), provider.GetServices<SealedColumn>(),
                    provider.GetRequiredService<MasterKey>(), provider.GetRequiredService<TimeProvider>(),
                    provider.GetRequiredService<ILogger<Vault>>()));
        services.AddSingleton(provider => provider.GetRequiredKeyedService<Vault>(module));

        AddWork(services, module);
        services.AddSingleton<IHostedService>(provider => new FutureMend(
            provider.GetRequiredKeyedService<IStore>(module), manifest.Future, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FutureMend>>()));
        AddStream(services, manifest);
        AddRows(services, manifest);
        return services;
    }

    /// <summary>What others are to know of the rows of its tables.</summary>
    private static void AddRows(IServiceCollection services, ModuleManifest manifest)
    {
        foreach (var rule in RetentionRule.OfEvery(manifest.Name).Concat(manifest.Retention))
        {
            services.AddSingleton(rule);
        }

        foreach (var column in manifest.Secrets)
        {
            services.AddSingleton(column);
        }

        foreach (var live in manifest.Live)
        {
            services.AddSingleton<IRecordPages>(provider => new LivePages(provider.GetRequiredKeyedService<IStore>(manifest.Name), live));
        }
    }

    private static DatabaseParts PartsOf(IServiceProvider provider, ModuleManifest manifest) => new(
        provider.GetRequiredKeyedService<IStore>(manifest.Name),
        new RecordLog(
            manifest.Name, manifest.Records, provider.GetRequiredService<IdSource>(),
            provider.GetRequiredKeyedService<IEventQueue>(manifest.Name)),
        provider.GetRequiredKeyedService<Vault>(manifest.Name),
        provider.GetRequiredService<TimeProvider>())
    {
        Custom = provider.GetRequiredKeyedService<CustomFields>(manifest.Name),
        Lists = Options<ListOptions>(provider),
    };

    /// <summary>What runs as long as the process does, in the order in which it starts.</summary>
    private static void AddWork(IServiceCollection services, string module)
    {
        // First of all that starts, so that nobody changes the master key while it is read.
        services.AddSingleton(provider => new StorePresence(
            module, IsPostgres(provider) ? provider.GetRequiredService<PostgresServer>() : null, provider.GetRequiredService<Instance>(),
            Options<PostgresOptions>(provider), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IHostedService>(provider =>
            provider.GetServices<StorePresence>().First(one => string.Equals(one.Module, module, StringComparison.Ordinal))
        );
        services.AddSingleton<IHostedService>(provider => new DeadHolders(
            provider.GetRequiredKeyedService<IStore>(module), provider.GetRequiredService<Instance>(),
                provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DeadHolders>>()));

        // Next: what a module does at its start may need its secrets.
        services.AddSingleton<IHostedService>(provider => new VaultStart(provider.GetRequiredKeyedService<Vault>(module)));
        services.AddSingleton<IHostedService>(provider => new CustomFieldsTail(
            provider.GetRequiredKeyedService<IStore>(module), provider.GetRequiredKeyedService<CustomFields>(module),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<CustomFieldsTail>>()));
        services.AddSingleton<IHostedService>(provider => CreateTail(provider, module));
        services.AddSingleton<IHostedService>(provider => CreateRelay(provider, module));
        services.AddSingleton<IHostedService>(provider => CreateRetention(provider, module));
    }

    private static void AddStream(IServiceCollection services, ModuleManifest manifest)
    {
        if (manifest.Audiences.Count == 0)
        {
            return;
        }

        // One object in three roles: made anew for one of them, the tail would fill a stream that nobody follows.
        services.AddKeyedSingleton(manifest.Name, (provider, _) => new ModuleStream(
            provider.GetRequiredKeyedService<IStore>(manifest.Name), manifest.Audiences));
        services.AddSingleton(provider => provider.GetRequiredKeyedService<ModuleStream>(manifest.Name));
        services.AddSingleton<IEventListener>(provider => provider.GetRequiredKeyedService<ModuleStream>(manifest.Name));
    }

    private static SqliteStore OpenSqlite(IServiceProvider provider, string module, Assembly schema) => SqliteStore.Open(
        module,
        provider.GetRequiredService<DataFolder>().File($"{module}.db"),
        [.. SchemaScript.In(typeof(ModuleServices).Assembly, "runtime", "sqlite"), .. SchemaScript.In(schema, module, "sqlite")],
        Options<SqliteOptions>(provider),
        provider.GetRequiredService<FileFlush>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<SqliteStore>>());

    // The factories of the container can't wait. Hosted services ask for the store first, so a thread stands still at the start only.
    private static PostgresStore OpenPostgres(IServiceProvider provider, string module, Assembly schema) => PostgresStore.OpenAsync(
        module,
        provider.GetRequiredService<PostgresServer>(),
        [.. SchemaScript.In(typeof(ModuleServices).Assembly, "runtime", "postgres"), .. SchemaScript.In(schema, module, "postgres")],
        Options<PostgresOptions>(provider),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<PostgresStore>>()).GetAwaiter().GetResult();

    private static IEventQueue CreateQueue(IServiceProvider provider, string module)
    {
        var store = provider.GetRequiredKeyedService<IStore>(module);
        var clock = provider.GetRequiredService<TimeProvider>();
        return IsPostgres(provider)
            ? new PostgresEvents(store, clock)
            : new SqliteEvents(store, provider.GetRequiredKeyedService<CommittedEvents>(module), clock);
    }

    private static EventTail CreateTail(IServiceProvider provider, string module) => new(
        provider.GetRequiredKeyedService<IStore>(module),
        [.. provider.GetServices<IEventListener>().Where(listener => string.Equals(listener.Module, module, StringComparison.Ordinal))],
        Options<RelayOptions>(provider),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<EventTail>>());

    private static Relay CreateRelay(IServiceProvider provider, string module)
    {
        var store = provider.GetRequiredKeyedService<IStore>(module);
        var clock = provider.GetRequiredService<TimeProvider>();
        var queue = provider.GetRequiredKeyedService<IEventQueue>(module);
        var lease = new LeaseHolder(store, "relay", provider.GetRequiredService<Instance>().Name, Options<LeaseOptions>(provider), clock);
        var relay = new Relay(
            store, queue, provider.GetRequiredService<ITransport>(), Options<RelayOptions>(provider), lease, clock,
            provider.GetRequiredService<ILogger<Relay>>());
        var meter = provider.GetRequiredService<LockstepMeter>();
        meter.Counter(
            "lockstep_events_handed_over_total", "{event}", "Position up to which events are with their consumers", "module", module,
            () => relay.Position);
        meter.Gauge("lockstep_events_waiting", "{event}", "Committed events that are not handed over yet", "module", module,
            () => queue.CountWaiting(relay.Position));
        return relay;
    }

    private static Retention CreateRetention(IServiceProvider provider, string module) => new(
        provider.GetRequiredKeyedService<IStore>(module),
        [.. provider.GetServices<RetentionRule>()
            .Where(rule => string.Equals(rule.Module, module, StringComparison.Ordinal))
            .Select(rule => (rule.Keep(provider), rule.Sql))],
        Options<RetentionOptions>(provider),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<Retention>>());

    private static bool IsPostgres(IServiceProvider provider) =>
        (StoreKind)provider.GetRequiredService(typeof(StoreKind)) is StoreKind.Postgres;

    private static T Options<T>(IServiceProvider provider) where T : class => provider.GetRequiredService<IOptions<T>>().Value;
}
