using System.Globalization;
using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Orders;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Ledger;

/// <summary>GET /products/shortages: what was promised and is not there, with the orders that go without</summary>
internal static class ListShortages
{
    private const int ClaimsMax = 1_000;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/shortages",
            (HttpRequest request, Work work, InventoryDatabase database, IEnumerable<IStockClaims> claims) =>
                RunAsync(request.Query, work, database, claims).ToHttpAsync())
        .Needs(Permissions.ProductsRead)
        .Describe(
            "Products of which less is there than is reserved, with the newest orders, which go without",
            Response.Of<ShortagePage>(200),
            Response.Error(400),
            [
                new QueryParameter("size", $"Rows of a page, 1 to {ListLimits.SizeMax}; {ListLimits.SizeDefault} by default"),
                new QueryParameter("after", "The value of next of the page before"),
            ]);

    public static async Task<Answer> RunAsync(
        IQueryCollection query, Work work, InventoryDatabase database, IEnumerable<IStockClaims> claims)
    {
        var errors = new Errors();
        var size = (int)query.Number("size", 1, ListLimits.SizeMax, ListLimits.SizeDefault, errors);
        var after = query.Number("after", 1, long.MaxValue, 0, errors);
        if (errors.ToRefusal() is { } refusal)
        {
            return refusal;
        }

        var rows = await database.Store.ReadAsync(
            reader => reader.QueryAsync(
                "select id, sku, name, on_hand, reserved from products where reserved > on_hand and id > $1 order by id limit $2",
                static row => new ShortProduct(row.Int64(0), row.Text(1), row.Text(2), new Stock(row.Int64(3), row.Int64(4)), []), after,
                size + 1),
            work.Ct);
        var items = new List<ShortProduct>();
        foreach (var row in rows.Take(size))
        {
            items.Add(row with { Orders = await HitAsync(row, claims, work.Ct) });
        }

        var next = rows.Count > size ? items[^1].ProductId.ToString(CultureInfo.InvariantCulture) : null;
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(new ShortagePage(items, next), LedgerJson.Wire.ShortagePage));
    }

    /// <summary>Who ordered first is served first: the newest orders go without, as many as it takes.</summary>
    private static async ValueTask<IReadOnlyList<StockClaim>> HitAsync(
        ShortProduct product, IEnumerable<IStockClaims> claims, CancellationToken ct)
    {
        var (hit, missing) = (new List<StockClaim>(), product.Stock.Shortage);
        foreach (var orders in claims)
        {
            foreach (var claim in await orders.ListAsync(product.ProductId, ClaimsMax, ct))
            {
                if (missing > 0)
                {
                    hit.Add(claim);
                    missing -= claim.Quantity;
                }
            }
        }

        return hit;
    }
}
