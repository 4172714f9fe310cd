using Lockstep.Contracts.Access;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Orders.Records;

/// <summary>GET /orders/changes</summary>
internal static class ReadOrderChanges
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/changes",
            (HttpRequest request, Work work, OrdersDatabase database) =>
                RunAsync(request.Query, work, database).ToHttpAsync())
        .NeedsOrOwn(Permissions.OrdersRead, Permissions.OrdersReadOwn)
        .Describe(
            "Every change of orders since a position, deletes included",
            Response.Page<ChangeEntry>(), Response.Error(400, 410), ChangesReader.Parameters);

    public static Task<Answer> RunAsync(IQueryCollection query, Work work, OrdersDatabase database) =>
        ChangesReader.ReadAsync(database, OrderTable.Kind, query, work, OrderReach.Owned);
}
