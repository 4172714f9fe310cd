using Lockstep.Contracts.Access;
using Lockstep.Reports.Asking;
using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Figures;

/// <summary>Which product a row is about, and what it is called for those who may see products.</summary>
internal static class ProductNames
{
    public static readonly ReportColumn[] Columns =
    [
        ReportColumn.Count("productId"),
        ReportColumn.Text("sku") with { Needs = Permissions.ProductsRead },
        ReportColumn.Text("name") with { Needs = Permissions.ProductsRead },
    ];

    /// <summary>The values of these columns, by the ids of products; of one that is gone the id alone is known.</summary>
    public static async ValueTask<Func<long, object?[]>> ReadAsync(IReader reader, long edition, IEnumerable<long> ids)
    {
        var names = (await reader.QueryAsync(
            $"select id, sku, name from product_facts where edition = $1 and sku <> '' and {reader.Dialect.InIntegers("id", "$2")}",
            static row => (Id: row.Int64(0), Sku: row.Text(1), Name: row.Text(2)), edition, SqlValue.List(ids.Distinct())))
            .ToDictionary(static one => one.Id);
        return id => names.TryGetValue(id, out var one) ? [id, one.Sku, one.Name] : [id, null, null];
    }
}
