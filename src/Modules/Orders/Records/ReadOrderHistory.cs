using Lockstep.Contracts.Access;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Orders.Records;

/// <summary>GET /orders/{id}/history</summary>
internal static class ReadOrderHistory
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{id:long}/history", HandleAsync)
        .NeedsOrOwn(Permissions.OrdersRead, Permissions.OrdersReadOwn)
        .Describe(
            "Every step and change of an order, who and when; deleted orders too",
            Response.Page<HistoryEntry>(), Response.Error(400, 404), HistoryReader.Parameters);

    private static async Task<Answer> HandleAsync(long id, HttpContext context, OrdersDatabase database)
    {
        var isCovered = Reach.Only(context) is null
            || (await database.Store.ReadAsync(reader => OrderTable.FindAsync(reader, id), context.RequestAborted) is { } order && OrderReach.Covers(context, order));
        return isCovered ? await HistoryReader.ReadAsync(database, OrderTable.Kind, id, context) : Answer.NotFound(OrderTable.Kind, id);
    }
}
