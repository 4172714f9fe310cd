using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Postgres;

namespace Lockstep.Backup;

/// <summary>Where the settings say that the databases are.</summary>
/// <param name="Store">The store.</param>
/// <param name="Folder">The data folder.</param>
/// <param name="Server">The PostgreSQL server; throws when the settings name none.</param>
/// <param name="Schemas">The modules, in the order of their names.</param>
/// <param name="Version">The version of this program.</param>
internal sealed record StorePlace(
    StoreKind Store, string Folder, Func<PostgresServer> Server, IReadOnlyList<ModuleSchema> Schemas, string Version)
{
    public IReadOnlyList<string> Modules { get; } = [.. Schemas.Select(schema => schema.Module)];

    public string FileOf(string module) => Path.Combine(Folder, $"{module}.db");
}
