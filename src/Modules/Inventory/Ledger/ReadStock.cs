using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Json;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Ledger;

/// <summary>GET /products/{id}/stock</summary>
internal static class ReadStock
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/{id:long}/stock",
            (long id, Work work, InventoryDatabase database) =>
                RunAsync(id, work, database).ToHttpAsync())
        .NeedsEither(Permissions.ProductsRead, Permissions.CatalogueRead)
        .Describe("Read the stock of a product", Response.Of<Stock>(200), Response.Error(404));

    public static async Task<Answer> RunAsync(long id, Work work, InventoryDatabase database)
    {
        var stock = await database.Store.AskAsync(reader => StockTable.FindAsync(reader, id), work.Ct);
        return stock is null
            ? Answer.NotFound(StockTable.Owner, id)
            : Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(stock, ContractsJson.Wire.Stock));
    }
}
