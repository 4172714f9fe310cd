using System.Globalization;
using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Ledger;

/// <summary>GET /products/{id}/stock/movements, newest first; the ledger of a deleted product stays readable.</summary>
internal static class ListMovements
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/{id:long}/stock/movements",
            (long id, HttpRequest request, Work work, InventoryDatabase database) =>
                RunAsync(id, request.Query, work, database).ToHttpAsync())
        .Needs(Permissions.ProductsRead)
        .Describe(
            "The stock movements of a product, newest first",
            Response.Of<MovementPage>(200),
            Response.Error(400, 404),
            [
                new QueryParameter("size", $"Rows of a page, 1 to {ListLimits.SizeMax}; {ListLimits.SizeDefault} by default"),
                new QueryParameter("after", "The value of next of the page before"),
            ]);

    public static async Task<Answer> RunAsync(
        long id, IQueryCollection query, Work work, InventoryDatabase database)
    {
        var errors = new Errors();
        var size = (int)query.Number("size", 1, ListLimits.SizeMax, ListLimits.SizeDefault, errors);
        var below = query.Number("after", 1, long.MaxValue, long.MaxValue, errors);
        if (errors.ToRefusal() is { } refusal)
        {
            return refusal;
        }

        var (rows, isKnown) = await database.Store.ReadAsync(
            async reader =>
            {
                var rows = await reader.QueryAsync(
                    $"select {MovementTable.Columns} from stock_movements where product_id = $1 and id < $2 order by id desc limit $3",
                    MovementTable.Read, id, below, size + 1);
                return (rows, rows.Count > 0 || below < long.MaxValue || await StockTable.FindAsync(reader, id) is not null);
            },
            work.Ct);
        return isKnown ? Answer.Ok(Write(rows, size)) : Answer.NotFound(StockTable.Owner, id);
    }

    private static byte[] Write(IReadOnlyList<StockMovement> rows, int size)
    {
        var next = rows.Count > size ? rows[size - 1].Id.ToString(CultureInfo.InvariantCulture) : null;
        return JsonSerializer.SerializeToUtf8Bytes(new MovementPage([.. rows.Take(size)], next), LedgerJson.Wire.MovementPage);
    }
}
