using Lockstep.Contracts.Orders;
using Lockstep.Runtime.Values;

namespace Lockstep.Reports.Facts;

/// <summary>
/// What counts as revenue, decided here and nowhere else: every order that is not cancelled, from the moment at which it was placed, by
/// what is
/// to be paid for it. A return takes away. What was deleted counts nothing.
/// </summary>
internal static class Revenue
{
    private const string Cancelled = "CANCELLED";
    private const string Return = "return";

    /// <summary>Whether an order in this status counts.</summary>
    public static bool Counts(string status) => status is not Cancelled;

    /// <summary>What one order, or one of its products, adds.</summary>
    /// <param name="kind">The kind of <see cref="Order"/>.</param>
    /// <param name="count">How many: 1 of an order, its units of a product.</param>
    /// <param name="amount">In ten-thousandths.</param>
    public static Tally Of(string kind, long count, long amount) =>
        kind is Return ? new Tally(0, count, 0, amount) : new Tally(count, 0, amount, 0);

    /// <summary>What is left of sales once the returns are taken away.</summary>
    public static decimal Of(Tally tally) => Money.Plain(Money.FromUnits(tally.Gross) - Money.FromUnits(tally.Refunds));
}
