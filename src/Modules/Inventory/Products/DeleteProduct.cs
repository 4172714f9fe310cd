using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Products;

/// <summary>DELETE /products/{id}</summary>
internal static class DeleteProduct
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete(
            "/{id:long}",
            (long id, Work work, ProductWriter products, InventoryDatabase database) =>
                RunAsync(id, work, products, database).ToHttpAsync())
        .Needs(Permissions.ProductsWrite)
        .Describe("Delete a product; a tombstone and its ledger stay", Response.Empty(204), Response.Error(404, 409, 412));

    public static Task<Answer> RunAsync(long id, Work work, ProductWriter products, InventoryDatabase database) =>
        ProductRecord.Table.RemoveAsync(database, id, work, (transaction, product) => products.DeleteAsync(transaction, work, product));
}
