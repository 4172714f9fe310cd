using Lockstep.Contracts.Orders;

namespace Lockstep.Orders.Records;

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
