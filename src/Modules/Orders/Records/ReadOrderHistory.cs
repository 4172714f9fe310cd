using Lockstep.Contracts.Access;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Orders.Records;

/// <summary>GET /orders/{id}/history</summary>
internal static class ReadOrderHistory
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/{id:long}/history",
            (long id, HttpRequest request, Work work, OrdersDatabase database) =>
                RunAsync(id, request.Query, work, database).ToHttpAsync())
        .NeedsOrOwn(Permissions.OrdersRead, Permissions.OrdersReadOwn)
        .Describe(
            "Every step and change of an order, who and when; deleted orders too",
            Response.Page<HistoryEntry>(), Response.Error(400, 404), HistoryReader.Parameters);

    public static async Task<Answer> RunAsync(long id, IQueryCollection query, Work work, OrdersDatabase database)
    {
        var isCovered = work.Only is null
            || (
                await database.Store.ReadAsync(reader => OrderTable.FindAsync(reader, id), work.Ct) is { } order
                    && work.Reaches(order.CustomerId));
        return isCovered ? await HistoryReader.ReadAsync(database, OrderTable.Kind, id, query, work) : Answer.NotFound(OrderTable.Kind, id);
    }
}
