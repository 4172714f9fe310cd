using System.Reflection;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage.Sqlite;
using Lockstep.Runtime.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Runtime.Storage;

/// <summary>Gives a module its database.</summary>
public static class StoreServices
{
    /// <summary>
    /// Registers the module's <see cref="IStore"/> and <see cref="ModuleDatabase"/> under its name, and the relay that carries its
    /// events out. The database is opened, made and brought up to date when the process starts.
    /// </summary>
    /// <param name="services">The services of the process.</param>
    /// <param name="module">The module's name in lower case; also the name of its database.</param>
    /// <param name="schema">The assembly that embeds the module's <c>Schema</c> folder.</param>
    public static IServiceCollection AddModuleDatabase(this IServiceCollection services, string module, Assembly schema)
    {
        services.AddKeyedSingleton<IStore>(module, (provider, _) => OpenSqlite(provider, module, schema));
        services.AddKeyedSingleton(module, (provider, _) => new CommittedEvents(Options<RelayOptions>(provider).MemoryMax));
        services.AddKeyedSingleton(module, (provider, _) => new ModuleDatabase(
            provider.GetRequiredKeyedService<IStore>(module),
            new RecordLog(module, provider.GetRequiredService<IdSource>(), provider.GetRequiredKeyedService<CommittedEvents>(module)),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IHostedService>(provider => CreateRelay(provider, module));
        return services;
    }

    private static SqliteStore OpenSqlite(IServiceProvider provider, string module, Assembly schema) => SqliteStore.Open(
        module,
        provider.GetRequiredService<DataFolder>().File($"{module}.db"),
        [.. SchemaScript.In(typeof(StoreServices).Assembly, "runtime", "sqlite"), .. SchemaScript.In(schema, module, "sqlite")],
        Options<SqliteOptions>(provider),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<SqliteStore>>());

    private static Relay CreateRelay(IServiceProvider provider, string module)
    {
        var store = provider.GetRequiredKeyedService<IStore>(module);
        var clock = provider.GetRequiredService<TimeProvider>();
        var lease = new LeaseHolder(store, "relay", provider.GetRequiredService<Instance>().Name, Options<LeaseOptions>(provider), clock);
        return new Relay(
            store, provider.GetRequiredKeyedService<CommittedEvents>(module), provider.GetRequiredService<ITransport>(),
            Options<RelayOptions>(provider), lease, clock, provider.GetRequiredService<ILogger<Relay>>());
    }

    private static T Options<T>(IServiceProvider provider) where T : class => provider.GetRequiredService<IOptions<T>>().Value;
}
