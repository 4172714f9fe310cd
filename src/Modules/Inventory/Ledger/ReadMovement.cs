using Lockstep.Contracts.Access;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Ledger;

/// <summary>GET /products/{id}/stock/movements/{movementId}</summary>
internal static class ReadMovement
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{id:long}/stock/movements/{movementId:long}", HandleAsync)
        .Needs(Permissions.ProductsRead)
        .Describe("Read one stock movement", Response.Of<StockMovement>(200), Response.Error(404));

    private static async Task<Answer> HandleAsync(
        long id, long movementId, HttpContext context, InventoryDatabase database)
    {
        var movement = await database.Store.ReadAsync(
            reader => reader.FirstAsync(
                $"select {MovementTable.Columns} from stock_movements where id = $1 and product_id = $2", MovementTable.Read, movementId, id),
            context.RequestAborted);
        return movement is null ? Answer.NotFound("stock movement", movementId) : Answer.Ok(PostMovement.ToJson(movement), 1);
    }
}
