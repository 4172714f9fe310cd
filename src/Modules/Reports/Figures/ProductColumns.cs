using Lockstep.Contracts.Access;
using Lockstep.Reports.Asking;

namespace Lockstep.Reports.Figures;

/// <summary>The columns that tell which product a row is about.</summary>
internal static class ProductColumns
{
    /// <summary>Its id, and what it is called for those who may see products.</summary>
    public static readonly ReportColumn[] All =
    [
        ReportColumn.Count("productId"),
        ReportColumn.Text("sku") with { Needs = Permissions.ProductsRead },
        ReportColumn.Text("name") with { Needs = Permissions.ProductsRead },
    ];
}
