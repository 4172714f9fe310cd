namespace Lockstep.Runtime.Security;

/// <summary>
/// Every permission there is and which role holds it: the one table that the gateway and the modules check against.
/// </summary>
public static class Permissions
{
    /// <summary>See customers, their history and their changes.</summary>
    public const string CustomersRead = "customers:read";

    /// <summary>Create, change, delete and import customers.</summary>
    public const string CustomersWrite = "customers:write";

    /// <summary>See products and their stock.</summary>
    public const string ProductsRead = "products:read";

    /// <summary>Create, change and delete products.</summary>
    public const string ProductsWrite = "products:write";

    /// <summary>Enter stock movements and counts.</summary>
    public const string StockWrite = "stock:write";

    /// <summary>See packages.</summary>
    public const string PackagesRead = "packages:read";

    /// <summary>Make packages and move them along.</summary>
    public const string PackagesWrite = "packages:write";

    /// <summary>See flows, deliveries and dead letters.</summary>
    public const string SyncRead = "sync:read";

    /// <summary>Replay dead letters.</summary>
    public const string SyncWrite = "sync:write";

    private static readonly string[] Reading = [CustomersRead, ProductsRead, PackagesRead];

    private static readonly Dictionary<string, IReadOnlySet<string>> Table = new(StringComparer.Ordinal)
    {
        ["admin"] = Set(
            CustomersRead, CustomersWrite, ProductsRead, ProductsWrite, StockWrite, PackagesRead, PackagesWrite, SyncRead, SyncWrite),
        ["manager"] = Set([.. Reading, CustomersWrite, ProductsWrite, StockWrite, PackagesWrite, SyncRead]),
        ["sales"] = Set([.. Reading, CustomersWrite]),
        ["warehouse"] = Set([.. Reading, StockWrite, PackagesWrite]),
        ["support"] = Set([.. Reading]),
        ["auditor"] = Set([.. Reading, SyncRead]),
        ["integrator"] = Set([.. Reading, CustomersWrite, ProductsWrite, StockWrite, PackagesWrite, SyncRead, SyncWrite]),
    };

    /// <summary>All roles, in the order of the table.</summary>
    public static IReadOnlyCollection<string> Roles => Table.Keys;

    /// <summary>What the roles may do together; roles that don't exist give nothing.</summary>
    public static IReadOnlySet<string> Of(IEnumerable<string> roles)
    {
        var granted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var role in roles)
        {
            granted.UnionWith(Table.GetValueOrDefault(role) ?? Set());
        }

        return granted;
    }

    private static IReadOnlySet<string> Set(params string[] permissions) => new HashSet<string>(permissions, StringComparer.Ordinal);
}
