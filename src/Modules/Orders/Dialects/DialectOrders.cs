using Lockstep.Contracts.Access;
using Lockstep.Orders.Lifecycle;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Stock;
using Lockstep.Orders.Writer;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Orders.Dialects;

/// <summary>What dialects do with orders in the same way.</summary>
internal static class DialectOrders
{
    public static void MapDelete(IEndpointRouteBuilder dialect, string path, string summary) => dialect.MapDelete(
            path,
            (long id, Work work, [FromServices] OrderWriter orders, OrdersDatabase database, [FromServices] OrderStock stock) =>
                DeleteOrder.RunAsync(id, work, orders, database, stock).ToHttpAsync())
        .Needs(Permissions.OrdersWrite)
        .Describe(summary, Response.Empty(204), Response.Error(404, 409));
}
