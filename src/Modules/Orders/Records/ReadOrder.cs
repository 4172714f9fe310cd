using Lockstep.Contracts.Access;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Orders.Records;

/// <summary>GET /orders/{id}</summary>
internal static class ReadOrder
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/{id:long}",
            (long id, Work work, OrdersDatabase database) =>
                RunAsync(id, work, database).ToHttpAsync())
        .NeedsOrOwn(Permissions.OrdersRead, Permissions.OrdersReadOwn)
        .Describe("Read an order", Response.Of<Order>(200), Response.Error(404));

    public static async Task<Answer> RunAsync(long id, Work work, OrdersDatabase database)
    {
        var order = await database.Store.ReadAsync(reader => OrderTable.FindAsync(reader, id), work.Ct);
        if (order is null || !work.Reaches(order.CustomerId))
        {
            return Answer.NotFound(OrderTable.Kind, id);
        }

        return work.Knows(order.Version) ? Answer.NotModified(order.Version) : Answer.Ok(OrderTable.ToJson(order), order.Version);
    }
}
