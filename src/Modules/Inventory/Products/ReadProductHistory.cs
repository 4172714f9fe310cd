using Lockstep.Contracts.Access;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Products;

/// <summary>GET /products/{id}/history</summary>
internal static class ReadProductHistory
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/{id:long}/history",
            (long id, HttpRequest request, Work work, InventoryDatabase database) =>
                RunAsync(id, request.Query, work, database).ToHttpAsync())
        .Needs(Permissions.ProductsRead)
        .Describe(
            "Who changed what of a product, and when; deleted products too",
            Response.Page<HistoryEntry>(), Response.Error(400, 404), HistoryReader.Parameters);

    public static Task<Answer> RunAsync(long id, IQueryCollection query, Work work, InventoryDatabase database) =>
        HistoryReader.ReadAsync(database, ProductTable.Kind, id, query, work);
}
