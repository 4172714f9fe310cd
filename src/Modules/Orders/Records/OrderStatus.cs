using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Orders;

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
    public static string? Parse(string? text) =>
        Array.Find([Sale, Return], kind => string.Equals(kind, text, StringComparison.OrdinalIgnoreCase));
}

/// <summary>In which words a step is asked for that an order takes which another system has in hand.</summary>
/// <param name="IsTakers">Whether it is that system that says so.</param>
/// <param name="IsForced">Whether it is done without asking that system.</param>
/// <param name="Note">Why.</param>
internal sealed record CancelTerms(bool IsTakers = false, bool IsForced = false, string? Note = null)
{
    /// <summary>
    /// In whose hands an order is that came over from an older system with the ERP's number: whoever speaks for the ERP by webhook.
    /// </summary>
    public const string MovedOver = $"{Webhook}moved-over";

    private const string Webhook = "webhook:";
    private const string Person = "user:";

    /// <summary>
    /// The terms of who says so: the system that took an order over says itself what becomes of it, under the name that it took the order
    /// by, or
    /// by its webhook. A person is never that system, whoever's orders that person pulls.
    /// </summary>
    public CancelTerms Of(string actor, string taker) => this with
    {
        IsTakers = IsTakers || Begins(actor, Webhook)
            || (!Begins(actor, Person) && (string.Equals(taker, actor, StringComparison.Ordinal) || Begins(taker, $"{actor}/"))),
    };

    /// <summary>
    /// Who takes an order over that nobody was handed: an ERP that says by its webhook that it is at work on it; else nobody.
    /// </summary>
    public static string? TakerBy(string actor, Order wanted) =>
        wanted.Status is OrderStatus.Processing && Begins(actor, Webhook) ? actor : null;

    private static bool Begins(string text, string start) => text.StartsWith(start, StringComparison.Ordinal);
}

/// <summary>
/// How the cancel of an order stands that another system has taken over: it is asked for, and that system confirms or refuses it. A pure
/// function; what it means for the stock is the life cycle's.
/// </summary>
internal static class Cancellations
{
    public const string Requested = "requested";
    public const string Refused = "refused";
    public const string Confirmed = "confirmed";
    public const string Forced = "forced";
    public const string Contested = "contested";

    public static readonly string[] All = [Requested, Refused, Confirmed, Forced, Contested];

    /// <summary>
    /// Whether the life cycle alone does not decide a step: the order is in another system's hands, or was cancelled out of them.
    /// </summary>
    public static bool Concerns(Order before, Order wanted) =>
        (before.Status is OrderStatus.Processing && !Same(before, wanted))
        || (before.Status is OrderStatus.Cancelled && wanted.Status is not OrderStatus.New);

    /// <summary>What a step comes to.</summary>
    /// <param name="before">The order, in another system's hands.</param>
    /// <param name="wanted">What it is to become.</param>
    /// <param name="terms">In which words.</param>
    /// <param name="actor">Who says so.</param>
    public static Order Decide(Order before, Order wanted, CancelTerms terms, string actor) => (before.Status, wanted.Status) switch
    {
        (OrderStatus.Processing, OrderStatus.Cancelled) when terms.IsTakers =>
            wanted with { Cancellation = Confirmed, CancellationNote = terms.Note ?? before.CancellationNote },
        (OrderStatus.Processing, OrderStatus.Cancelled) when terms.IsForced =>
            wanted with { Cancellation = Forced, CancellationNote = terms.Note ?? before.CancellationNote },
        (OrderStatus.Processing, OrderStatus.Cancelled) => wanted with
        {
            Status = before.Status, Cancellation = Requested,
            CancellationNote = terms.Note ?? (before.Cancellation is Requested ? before.CancellationNote : null),
        },
        (OrderStatus.Processing, _) when before.Cancellation is Requested =>
            wanted with { Cancellation = Refused, CancellationNote = $"The order went on: it is {wanted.Status}." },
        (OrderStatus.Cancelled, OrderStatus.Cancelled) when terms.IsTakers && before.Cancellation is Forced =>
            wanted with { Cancellation = Confirmed },
        (OrderStatus.Cancelled, not (OrderStatus.Cancelled or OrderStatus.Processing)) when terms.IsTakers => wanted with
        {
            Status = before.Status, Cancellation = Contested, CancellationNote = $"{actor} says that the order is {wanted.Status}.",
        },
        _ => wanted,
    };

    private static bool Same(Order one, Order two) => string.Equals(one.Status, two.Status, StringComparison.Ordinal);
}
