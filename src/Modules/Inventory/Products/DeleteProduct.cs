using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Products;

/// <summary>DELETE /products/{id}</summary>
internal static class DeleteProduct
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete("/{id:long}", HandleAsync)
        .Needs(Permissions.ProductsWrite)
        .Describe("Delete a product; a tombstone and its ledger stay", Response.Empty(204), Response.Error(404, 409, 412));

    private static Task<Answer> HandleAsync(long id, HttpContext context, InventoryDatabase database) =>
        database.Store.WriteAsync(
            async transaction => await ProductTable.FindForUpdateAsync(transaction, id) is { } product
                ? IfMatch.Refuse(context, product.Version) ?? await ApplyAsync(transaction, database, product, Caller.Of(context)!.Subject)
                : Answer.NotFound(ProductTable.Kind, id),
            context.RequestAborted);

    private static async ValueTask<Answer> ApplyAsync(ITransaction transaction, InventoryDatabase database, Product product, string actor)
    {
        if (product.Stock.Reserved > 0)
        {
            return new Problem(409, $"{product.Stock.Reserved} of product {product.Id} are reserved; release or ship them first.");
        }

        var now = database.Clock.GetUtcNow();
        await ProductTable.DeleteAsync(transaction, product, now);
        await database.Log.AppendAsync<ProductDeleted>(transaction, new RecordChange(
            ProductTable.Kind, product.Id, product.Version + 1, ChangeKind.Deleted, actor, now, "", null));
        return Answer.NoContent();
    }
}
