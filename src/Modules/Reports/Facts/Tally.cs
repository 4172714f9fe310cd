using System.Runtime.InteropServices;

namespace Lockstep.Reports.Facts;

/// <summary>Orders added up, or units of products.</summary>
/// <param name="Sales">How many were sold.</param>
/// <param name="Returns">How many came back.</param>
/// <param name="Gross">What the sales come to, in ten-thousandths.</param>
/// <param name="Refunds">What the returns come to.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Tally(long Sales, long Returns, long Gross, long Refunds)
{
    public bool IsZero => this == default;

    /// <summary>Whether taking it in may leave a row with nothing in it.</summary>
    public bool IsTakingAway => Sales < 0 || Returns < 0 || Gross < 0 || Refunds < 0;

    // Checked: a sum that wrapped around would be wrong without a word, while an order that can't be added is parked.
    public static Tally operator +(Tally one, Tally two) => checked(
        new(one.Sales + two.Sales, one.Returns + two.Returns, one.Gross + two.Gross, one.Refunds + two.Refunds));

    public static Tally operator -(Tally one) => new(-one.Sales, -one.Returns, -one.Gross, -one.Refunds);
}
