using Lockstep.Contracts.Access;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Orders.Records;

/// <summary>GET /orders/{id}</summary>
internal static class ReadOrder
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{id:long}", HandleAsync)
        .NeedsOrOwn(Permissions.OrdersRead, Permissions.OrdersReadOwn)
        .Describe("Read an order", Response.Of<Order>(200), Response.Error(404));

    private static async Task<Answer> HandleAsync(long id, HttpContext context, OrdersDatabase database)
    {
        var order = await database.Store.ReadAsync(reader => OrderTable.FindAsync(reader, id), context.RequestAborted);
        if (order is null || !OrderReach.Covers(context, order))
        {
            return Answer.NotFound(OrderTable.Kind, id);
        }

        return ETag.IsKnown(context, order.Version) ? Answer.NotModified(order.Version) : Answer.Ok(OrderTable.ToJson(order), order.Version);
    }
}
