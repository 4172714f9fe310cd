using Lockstep.Runtime.Modules;

namespace Lockstep.Sync.Schema;

/// <summary>The database of deliveries, links and cursors.</summary>
internal sealed class SyncDatabase(DatabaseParts parts) : ModuleDatabase(parts)
{
    /// <summary>The module's name, and the database's.</summary>
    public const string Name = "sync";
}
