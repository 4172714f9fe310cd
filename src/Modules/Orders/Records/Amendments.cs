using Lockstep.Contracts.Orders;
using Lockstep.Runtime.Values;

namespace Lockstep.Orders.Records;

/// <summary>
/// How it stands that lines or units are taken out of an order that another system has taken over: like a cancel it is asked for, and that
/// system confirms or refuses it. Until it does, the order stays as that system has it. A pure function.
/// </summary>
internal static class Amendments
{
    /// <summary>Whether what was ordered is to change in another system's hands, or a change that was asked for is overtaken by a
    /// step.</summary>
    public static bool Concerns(Order before, Order wanted) => before.Status is OrderStatus.Processing
        && (!Same(before.Items, wanted.Items)
            || (before.Amendment is Cancellations.Requested && !string.Equals(before.Status, wanted.Status, StringComparison.Ordinal)));

    /// <summary>What a change comes to.</summary>
    /// <param name="before">The order, in another system's hands.</param>
    /// <param name="wanted">What it is to become; that the step is legal or asked for is decided before.</param>
    /// <param name="terms">In which words.</param>
    public static Order Decide(Order before, Order wanted, CancelTerms terms) => (Same(before.Items, wanted.Items), terms) switch
    {
        (true, _) when !string.Equals(before.Status, wanted.Status, StringComparison.Ordinal) => wanted with
        {
            Amendment = Cancellations.Refused, AmendmentNote = $"The order is {wanted.Status}.", AmendedItems = null,
        },
        (true, _) => wanted,
        (_, { IsTakers: true }) => wanted with
        {
            Amendment = before.Amendment is Cancellations.Requested ? Cancellations.Confirmed : before.Amendment,
            AmendmentNote = terms.Note ?? before.AmendmentNote, AmendedItems = null,
        },
        (_, { IsForced: true }) => wanted with { Amendment = Cancellations.Forced, AmendmentNote = terms.Note, AmendedItems = null },
        _ => wanted with
        {
            Items = before.Items, TotalAmount = before.TotalAmount, Amendment = Cancellations.Requested, AmendmentNote = terms.Note,
            AmendedItems = OrderRules.Plain(wanted).Items,
        },
    };

    /// <summary>The order as the system that has it answers what is asked of it.</summary>
    /// <param name="order">The order, of which a change is asked for or was forced.</param>
    /// <param name="isRefusal">Whether it goes on with the order as it had it.</param>
    /// <param name="reason">Why.</param>
    public static Order Answered(Order order, bool isRefusal, string? reason) => (order.Amendment, isRefusal) switch
    {
        (Cancellations.Requested, false) => order with
        {
            Items = order.AmendedItems ?? order.Items,
            TotalAmount = Money.Payable((order.AmendedItems ?? order.Items).Select(static item => item.LineTotal), order.Currency),
            Amendment = Cancellations.Confirmed, AmendmentNote = reason ?? order.AmendmentNote, AmendedItems = null,
        },
        (Cancellations.Requested, true) => order with { Amendment = Cancellations.Refused, AmendmentNote = reason, AmendedItems = null },
        (_, false) => order with { Amendment = Cancellations.Confirmed, AmendmentNote = reason ?? order.AmendmentNote },
        (_, true) => order with { Amendment = Cancellations.Contested, AmendmentNote = reason },
    };

    private static bool Same(IReadOnlyList<OrderItem> one, IReadOnlyList<OrderItem> two) => one.SequenceEqual(two);
}
