using System.Reflection;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Postgres;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Backup;

/// <summary>Registers what copies whole databases: backup, restore and the move to PostgreSQL.</summary>
public static class CopyServices
{
    /// <summary>None of it opens a database before it runs.</summary>
    public static IServiceCollection AddCopies(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(provider => new StorePlace(
            (StoreKind)provider.GetRequiredService(typeof(StoreKind)),
            Path.GetFullPath(configuration["LOCKSTEP_DATA"] ?? "data"),
            provider.GetRequiredService<PostgresServer>,
            [.. provider.GetServices<ModuleSchema>().OrderBy(schema => schema.Module, StringComparer.Ordinal)],
            Version
        ));
        services.AddSingleton(provider => new BackupJob(
            provider.GetRequiredService<StorePlace>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new RestoreJob(
            provider.GetRequiredService<StorePlace>(), provider.GetRequiredService<MasterKeyFile>(),
            provider.GetRequiredService<TimeProvider>()));
        return services.AddSingleton(provider => new StoreMove(
            provider.GetRequiredService<StorePlace>(), provider.GetRequiredService<TimeProvider>()));
    }

    /// <summary>The version, without the commit that the build may add.</summary>
    private static string Version =>
        typeof(CopyServices).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "unknown";
}
