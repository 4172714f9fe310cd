using Lockstep.Runtime.Modules;

namespace Lockstep.Orders.Schema;

/// <summary>The database of orders, what an ERP is owed of them and their stock tasks.</summary>
internal sealed class OrdersDatabase(DatabaseParts parts) : ModuleDatabase(parts)
{
    /// <summary>The module's name, and the database's.</summary>
    public const string Name = "orders";
}
