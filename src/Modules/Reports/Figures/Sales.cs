using Lockstep.Reports.Asking;
using Lockstep.Reports.Facts;
using Lockstep.Runtime.Values;

namespace Lockstep.Reports.Figures;

/// <summary>The columns in which sums of sales are told.</summary>
internal static class Sales
{
    /// <summary>The columns behind the key.</summary>
    public static readonly ReportColumn[] Columns =
    [
        ReportColumn.Count("orders"), ReportColumn.Count("returns"),
        ReportColumn.Money("gross"), ReportColumn.Money("refunds"), ReportColumn.Money("revenue"),
    ];

    /// <summary>The same where things are counted and not orders.</summary>
    public static readonly ReportColumn[] UnitColumns =
    [
        ReportColumn.Count("units"), ReportColumn.Count("returned"),
        ReportColumn.Money("gross"), ReportColumn.Money("refunds"), ReportColumn.Money("revenue"),
    ];

    /// <summary>The values of these columns.</summary>
    public static object?[] Cells(Tally tally, bool isCounted = true) =>
    [
        tally.Sales, tally.Returns, Money.FromUnits(tally.Gross), Money.FromUnits(tally.Refunds),
        isCounted ? Revenue.Of(tally) : 0m,
    ];
}
