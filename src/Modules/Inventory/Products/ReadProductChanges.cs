using Lockstep.Contracts.Access;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Products;

/// <summary>GET /products/changes</summary>
internal static class ReadProductChanges
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/changes",
            (HttpRequest request, Work work, InventoryDatabase database) =>
                RunAsync(request.Query, work, database).ToHttpAsync())
        .Needs(Permissions.ProductsRead)
        .Describe(
            "Every change of products since a position, deletes included",
            Response.Page<ChangeEntry>(), Response.Error(400, 410), ChangesReader.Parameters);

    public static Task<Answer> RunAsync(IQueryCollection query, Work work, InventoryDatabase database) =>
        ChangesReader.ReadAsync(database, ProductTable.Kind, query, work);
}
