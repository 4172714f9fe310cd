using Lockstep.Contracts.Access;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Ledger;

/// <summary>GET /products/{id}/stock/movements/{movementId}</summary>
internal static class ReadMovement
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/{id:long}/stock/movements/{movementId:long}",
            (long id, long movementId, Work work, InventoryDatabase database) =>
                RunAsync(id, movementId, work, database).ToHttpAsync())
        .Needs(Permissions.ProductsRead)
        .Describe("Read one stock movement", Response.Of<StockMovement>(200), Response.Error(404));

    public static async Task<Answer> RunAsync(long id, long movementId, Work work, InventoryDatabase database)
    {
        var movement = await database.Store.ReadAsync(
            reader =>
                reader.FirstAsync(
                    $"select {MovementTable.Columns} from stock_movements where id = $1 and product_id = $2", MovementTable.Read,
                    movementId, id),
            work.Ct);
        return movement is null ? Answer.NotFound("stock movement", movementId) : Answer.Ok(PostMovement.ToJson(movement), 1);
    }
}
