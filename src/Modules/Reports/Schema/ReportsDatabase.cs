using Lockstep.Runtime.Modules;

namespace Lockstep.Reports.Schema;

/// <summary>The database of reports.</summary>
internal sealed class ReportsDatabase(DatabaseParts parts) : ModuleDatabase(parts)
{
    /// <summary>The module's name, and the database's.</summary>
    public const string Name = "reports";
}
