using Lockstep.Contracts.Access;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Orders.Records;

/// <summary>GET /orders/changes</summary>
internal static class ReadOrderChanges
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/changes", HandleAsync)
        .NeedsOrOwn(Permissions.OrdersRead, Permissions.OrdersReadOwn)
        .Describe(
            "Every change of orders since a position, deletes included",
            Response.Page<ChangeEntry>(), Response.Error(400, 410), ChangesReader.Parameters);

    private static Task<Answer> HandleAsync(HttpContext context, OrdersDatabase database) =>
        ChangesReader.ReadAsync(database, OrderTable.Kind, context, OrderReach.Owned);
}
