using System.Collections.Frozen;

namespace Lockstep.Contracts.Access;

/// <summary>
/// Every permission there is and which role holds it: the one table that the gateway and the modules check against. A permission
/// that ends in <c>-own</c> reaches only the records of the customer that the caller is.
/// </summary>
public static class Permissions
{
    /// <summary>See customers, their history and their changes.</summary>
    public const string CustomersRead = "customers:read";

    /// <summary>See oneself.</summary>
    public const string CustomersReadOwn = "customers:read-own";

    /// <summary>Create, change, delete and import customers.</summary>
    public const string CustomersWrite = "customers:write";

    /// <summary>Make one customer of two, and undo that.</summary>
    public const string CustomersMerge = "customers:merge";

    /// <summary>Define the fields that records of this site have besides those that all have.</summary>
    public const string FieldsWrite = "fields:write";

    /// <summary>See notes and files of customers.</summary>
    public const string NotesRead = "notes:read";

    /// <summary>Write and delete notes of customers, add and delete their files.</summary>
    public const string NotesWrite = "notes:write";

    /// <summary>Change one's own name, e-mail, phone and address.</summary>
    public const string CustomersWriteOwn = "customers:write-own";

    /// <summary>
    /// See the products that can be ordered, and nothing of how they came to be: neither ledger nor exports nor histories.
    /// </summary>
    public const string CatalogueRead = "catalogue:read";

    /// <summary>See products and their stock, their ledger, history and exports.</summary>
    public const string ProductsRead = "products:read";

    /// <summary>Create, change and delete products.</summary>
    public const string ProductsWrite = "products:write";

    /// <summary>Enter stock movements and counts.</summary>
    public const string StockWrite = "stock:write";

    /// <summary>See packages.</summary>
    public const string PackagesRead = "packages:read";

    /// <summary>See the packages that go to oneself.</summary>
    public const string PackagesReadOwn = "packages:read-own";

    /// <summary>Make packages and move them along.</summary>
    public const string PackagesWrite = "packages:write";

    /// <summary>See orders, their history and their changes.</summary>
    public const string OrdersRead = "orders:read";

    /// <summary>See one's own orders.</summary>
    public const string OrdersReadOwn = "orders:read-own";

    /// <summary>Place, change, move along, cancel and delete orders.</summary>
    public const string OrdersWrite = "orders:write";

    /// <summary>Place orders for oneself, change them while they are new, and cancel them.</summary>
    public const string OrdersWriteOwn = "orders:write-own";

    /// <summary>Sell at another price than the catalogue's, and give discounts.</summary>
    public const string OrdersOverridePrice = "orders:override-price";

    /// <summary>
    /// Take new orders over into another system: pull them, acknowledge them, give them back, answer their cancels, follow their changes.
    /// </summary>
    public const string OrdersPull = "orders:pull";

    /// <summary>Cancel an order that another system has taken over, or take units out of it, without asking that system.</summary>
    public const string OrdersForceCancel = "orders:force-cancel";

    /// <summary>See tickets with all their comments, their history and their changes, and how due times are set.</summary>
    public const string TicketsRead = "tickets:read";

    /// <summary>See one's own tickets, and what is said there in public.</summary>
    public const string TicketsReadOwn = "tickets:read-own";

    /// <summary>Enter, change, assign, comment, merge, delete and import tickets; set working hours and canned answers.</summary>
    public const string TicketsWrite = "tickets:write";

    /// <summary>Enter tickets for oneself, comment them in public, close and reopen them.</summary>
    public const string TicketsWriteOwn = "tickets:write-own";

    /// <summary>See flows, deliveries and dead letters.</summary>
    public const string SyncRead = "sync:read";

    /// <summary>Replay dead letters.</summary>
    public const string SyncWrite = "sync:write";

    /// <summary>Read reports: figures about all customers, products, orders and tickets, revenue included.</summary>
    public const string ReportsRead = "reports:read";

    /// <summary>Have reports sent out on a schedule, and built anew.</summary>
    public const string ReportsWrite = "reports:write";

    /// <summary>See webhooks and what became of what they sent.</summary>
    public const string WebhooksRead = "webhooks:read";

    /// <summary>Make, change, try, rotate and delete webhooks; send again what they sent.</summary>
    public const string WebhooksWrite = "webhooks:write";

    /// <summary>See who can sign in.</summary>
    public const string UsersRead = "users:read";

    /// <summary>Create, change, disable and delete users; hand over codes for new passwords.</summary>
    public const string UsersWrite = "users:write";

    /// <summary>See API clients and their keys, without the secrets.</summary>
    public const string ClientsRead = "clients:read";

    /// <summary>Create, change, disable and delete API clients and their keys.</summary>
    public const string ClientsWrite = "clients:write";

    /// <summary>Read the audit log.</summary>
    public const string AuditRead = "audit:read";

    /// <summary>Set and rotate secrets and the keys that sign tokens.</summary>
    public const string SecretsWrite = "secrets:write";

    /// <summary>See the settings of the process, secrets only as set or not.</summary>
    public const string SettingsRead = "settings:read";

    private static readonly string[] Reading = [CustomersRead, CatalogueRead, ProductsRead, PackagesRead, OrdersRead];

    private static readonly FrozenDictionary<string, IReadOnlySet<string>> Table = new Dictionary<string, IReadOnlySet<string>>(
        StringComparer.Ordinal)
    {
        ["admin"] = Set([
            .. Reading, CustomersWrite, CustomersMerge, NotesRead, NotesWrite, ProductsWrite, StockWrite, PackagesWrite, OrdersWrite,
            OrdersOverridePrice, OrdersPull, OrdersForceCancel, TicketsRead, TicketsWrite, SyncRead, SyncWrite, UsersRead, UsersWrite,
            ClientsRead, ClientsWrite, AuditRead, SecretsWrite, ReportsRead, ReportsWrite, WebhooksRead, WebhooksWrite, FieldsWrite,
            SettingsRead]),
        ["manager"] = Set([
            .. Reading, CustomersWrite, CustomersMerge, NotesRead, NotesWrite, ProductsWrite, StockWrite, PackagesWrite, OrdersWrite,
            OrdersOverridePrice, OrdersPull, OrdersForceCancel, TicketsRead, TicketsWrite, SyncRead, UsersRead, ReportsRead, ReportsWrite,
            FieldsWrite]),
        ["sales"] = Set([.. Reading, CustomersWrite, NotesRead, NotesWrite, OrdersWrite, TicketsRead]),
        ["warehouse"] = Set([.. Reading, StockWrite, PackagesWrite, OrdersWrite]),
        ["support"] = Set([.. Reading, NotesRead, NotesWrite, TicketsRead, TicketsWrite]),
        ["auditor"] = Set([.. Reading, NotesRead, TicketsRead, SyncRead, UsersRead, ClientsRead, AuditRead, ReportsRead]),
        ["integrator"] = Set([
            .. Reading, CustomersWrite, NotesRead, NotesWrite, ProductsWrite, StockWrite, PackagesWrite, OrdersWrite, OrdersOverridePrice,
            OrdersPull, TicketsRead, TicketsWrite, SyncRead, SyncWrite, ClientsRead, WebhooksRead, WebhooksWrite]),
        ["customer"] = Set(
            CustomersReadOwn, CustomersWriteOwn, CatalogueRead, PackagesReadOwn, OrdersReadOwn, OrdersWriteOwn, TicketsReadOwn,
            TicketsWriteOwn),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All roles.</summary>
    public static IReadOnlyCollection<string> Roles { get; } = [.. Table.Keys.Order(StringComparer.Ordinal)];

    /// <summary>All permissions.</summary>
    public static IReadOnlySet<string> All { get; } = Of(Table.Keys);

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
