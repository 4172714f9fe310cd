using Lockstep.Runtime.Modules;

namespace Lockstep.Inventory.Schema;

/// <summary>The database of products, stock and packages.</summary>
internal sealed class InventoryDatabase(DatabaseParts parts) : ModuleDatabase(parts)
{
    /// <summary>The module's name, and the database's.</summary>
    public const string Name = "inventory";
}
