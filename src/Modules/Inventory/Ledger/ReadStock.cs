using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Json;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Ledger;

/// <summary>GET /products/{id}/stock</summary>
internal static class ReadStock
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{id:long}/stock", HandleAsync)
        .Needs(Permissions.ProductsRead)
        .Describe("Read the stock of a product", Response.Of<Stock>(200), Response.Error(404));

    private static async Task<Answer> HandleAsync(
        long id, HttpContext context, InventoryDatabase database)
    {
        var stock = await database.Store.ReadAsync(reader => StockTable.FindAsync(reader, id), context.RequestAborted);
        return stock is null
            ? Answer.NotFound(StockTable.Owner, id)
            : Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(stock, ContractsJson.Wire.Stock));
    }
}
