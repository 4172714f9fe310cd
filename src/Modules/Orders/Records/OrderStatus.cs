using Lockstep.Contracts.Inventory;

namespace Lockstep.Orders.Records;

/// <summary>The life cycle of an order, and what each step does to the stock.</summary>
internal static class OrderStatus
{
    public const string New = "NEW";
    public const string Processing = "PROCESSING";
    public const string Shipped = "SHIPPED";
    public const string Delivered = "DELIVERED";
    public const string Invoiced = "INVOICED";
    public const string Completed = "COMPLETED";
    public const string Cancelled = "CANCELLED";
    private const string Pending = "PENDING";

    public static readonly string[] All = [New, Processing, Shipped, Delivered, Invoiced, Completed, Cancelled];

    /// <summary>The table of legal steps; whatever is not here is refused.</summary>
    public static bool IsLegal(string from, string to) => (from, to) is
        (New, Processing) or
        (Processing, Shipped) or
        (Shipped, Delivered) or
        (Delivered, Invoiced) or
        (Invoiced, Completed) or
        (Shipped, Invoiced) or
        (Processing, Completed) or
        (New, Cancelled) or
        (Processing, Cancelled);

    /// <summary>Where an order may go from a status.</summary>
    public static IEnumerable<string> Next(string from) => All.Where(to => IsLegal(from, to));

    /// <summary>Whether the goods of a sale have left the warehouse.</summary>
    public static bool IsShipped(string status) => status is Shipped or Delivered or Invoiced or Completed;

    /// <summary>Whether the stock of an order is reserved and has not left.</summary>
    public static bool HoldsStock(string kind, string status) => kind is OrderKind.Sale && status is New or Processing;

    /// <summary>Whether an order may be deleted: nothing of it is on its way.</summary>
    public static bool IsDeletable(string status) => status is New or Processing or Cancelled or Completed;

    /// <summary>Whether nothing that an order may still become moves any stock.</summary>
    public static bool IsSettled(string kind, string status) =>
        Next(status).All(next => Effect(kind, status, next) is null && IsSettled(kind, next));

    /// <summary>What a legal step does to the stock; null for nothing.</summary>
    public static StockStep? Effect(string kind, string from, string to) => (kind, from, to) switch
    {
        (OrderKind.Sale, Processing, Shipped or Completed) => StockStep.Ship,
        (OrderKind.Sale, New or Processing, Cancelled) => StockStep.Release,
        (OrderKind.Return, Processing, Completed) or (OrderKind.Return, Shipped, Delivered or Invoiced) => StockStep.TakeIn,
        _ => null,
    };

    /// <summary>The status of a name in any case, <c>pending</c> for a new one; null when there is none.</summary>
    public static string? Parse(string? text) => string.Equals(text, Pending, StringComparison.OrdinalIgnoreCase)
        ? New
        : Array.Find(All, status => string.Equals(status, text, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The kinds of orders.</summary>
internal static class OrderKind
{
    /// <summary>Goods go out; their stock is reserved at once.</summary>
    public const string Sale = "sale";

    /// <summary>Goods come back; their stock comes in when they arrive.</summary>
    public const string Return = "return";

    /// <summary>The kind of a name in any case; null when there is none.</summary>
    public static string? Parse(string? text) => Array.Find([Sale, Return], kind => string.Equals(kind, text, StringComparison.OrdinalIgnoreCase));
}
