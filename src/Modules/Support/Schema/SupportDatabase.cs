using Lockstep.Runtime.Modules;

namespace Lockstep.Support.Schema;

/// <summary>The database of tickets.</summary>
internal sealed class SupportDatabase(DatabaseParts parts) : ModuleDatabase(parts)
{
    /// <summary>The module's name, and the database's.</summary>
    public const string Name = "support";
}
