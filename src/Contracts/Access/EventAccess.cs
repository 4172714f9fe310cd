using System.Collections.Frozen;

namespace Lockstep.Contracts.Access;

/// <summary>Who may learn of a record by its events: whoever may read all records of its kind.</summary>
public static class EventAccess
{
    private static readonly FrozenDictionary<string, string> ByKind = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["client"] = Permissions.ClientsRead,
        ["customer"] = Permissions.CustomersRead,
        ["customer-field"] = Permissions.CustomersRead,
        ["customer-file"] = Permissions.NotesRead,
        ["customer-note"] = Permissions.NotesRead,
        ["order"] = Permissions.OrdersRead,
        ["order-field"] = Permissions.OrdersRead,
        ["package"] = Permissions.PackagesRead,
        ["package-field"] = Permissions.PackagesRead,
        ["product"] = Permissions.ProductsRead,
        ["product-field"] = Permissions.ProductsRead,
        ["ticket"] = Permissions.TicketsRead,
        ["ticket-field"] = Permissions.TicketsRead,
        ["user"] = Permissions.UsersRead,
        ["webhook"] = Permissions.WebhooksRead,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The kinds of records that have events, in the order of the alphabet.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. ByKind.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The permission that reads a kind of records; null for a kind that is not in the table, which nobody may read.</summary>
    public static string? PermissionOf(string kind) => ByKind.GetValueOrDefault(kind);
}
