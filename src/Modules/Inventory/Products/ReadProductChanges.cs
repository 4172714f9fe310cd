using Lockstep.Contracts.Access;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Products;

/// <summary>GET /products/changes</summary>
internal static class ReadProductChanges
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/changes", HandleAsync)
        .Needs(Permissions.ProductsRead)
        .Describe(
            "Every change of products since a position, deletes included",
            Response.Page<ChangeEntry>(), Response.Error(400, 410), ChangesReader.Parameters);

    private static Task<Answer> HandleAsync(HttpContext context, InventoryDatabase database) =>
        ChangesReader.ReadAsync(database, ProductTable.Kind, context);
}
