using Lockstep.Runtime.Modules;

namespace Lockstep.Crm.Schema;

/// <summary>The database of customers.</summary>
internal sealed class CrmDatabase(DatabaseParts parts) : ModuleDatabase(parts)
{
    /// <summary>The module's name, and the database's.</summary>
    public const string Name = "crm";
}
