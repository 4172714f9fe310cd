using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Lifecycle;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Stock;
using Lockstep.Orders.Writer;
using Lockstep.Runtime.Dialects;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Orders.Dialects;

/// <summary>Orders as the dialect of the ERP has them.</summary>
internal static class ErpOrders
{
    private static readonly QueryParameter[] Filters =
    [
        new("status", "Only orders in this state"), new("from", "Only orders placed at this instant or later"),
        new("to", "Only orders placed before this instant"),
    ];

    public static void Map(IEndpointRouteBuilder erp)
    {
        MapChanges(erp);
        erp.MapGet(
                "/api/crm/order",
                (HttpRequest request, Work work, OrdersDatabase database) => ListAsync(request.Query, work, database).ToHttpAsync())
            .NeedsOrOwn(Permissions.OrdersRead, Permissions.OrdersReadOwn)
            .Describe(
                "List orders without their items, the newest first",
                Response.Of<SpringPage<ErpOrderRow>>(200), Response.Error(400),
                [.. SpringPaging.Parameters, .. Filters]);
        erp.MapGet(
                "/api/erp/orders",
                (HttpRequest request, Work work, OrdersDatabase database, [FromServices] ICustomerDirectory customers) =>
                    ListWholeAsync(request.Query, work, database, customers).ToHttpAsync())
            .NeedsOrOwn(Permissions.OrdersRead, Permissions.OrdersReadOwn)
            .Describe(
                "List whole orders, NEW ones unless status says otherwise, the oldest first",
                Response.Of<SpringPage<ErpOrder>>(200), Response.Error(400),
                [.. SpringPaging.Parameters, .. Filters]);
        erp.MapGet(
                "/api/erp/orders/{id:long}",
                (long id, Work work, OrdersDatabase database, [FromServices] ICustomerDirectory customers) =>
                    OrderRecord.Reads.ReadAsync(id, work, database).WholeAsync(work, customers).ToHttpAsync())
            .NeedsOrOwn(Permissions.OrdersRead, Permissions.OrdersReadOwn)
            .Describe("Read one order", Response.Of<ErpOrder>(200), Response.Error(404));
    }

    private static void MapChanges(IEndpointRouteBuilder erp)
    {
        erp.MapPost(
                "/api/crm/order",
                (
                    ErpOrderInput input, Work work, [FromServices] OrderPlacement placement, OrdersDatabase database,
                    ILogger<OrdersDatabase> logger, [FromServices] ICustomerDirectory customers) =>
                    PlaceAsync(input, work, placement, database, logger).WholeAsync(work, customers).ToHttpAsync())
            .NeedsOrOwn(Permissions.OrdersWrite, Permissions.OrdersWriteOwn)
            .Describe("Place an order", Response.Of<ErpOrder>(201), Response.Error(400, 404, 409));
        erp.MapPut(
                "/api/erp/orders/{id:long}/status",
                (
                    long id, ErpStatus status, Work work, [FromServices] OrderWriter orders, OrdersDatabase database,
                    [FromServices] OrderStock stock, [FromServices] ICustomerDirectory customers) =>
                    SetOrderStatus.RunAsync(id, new SetOrderStatus.Request(status.Status), work, orders, database, stock)
                        .WholeAsync(work, customers).ToHttpAsync())
            .Needs(Permissions.OrdersWrite)
            .Describe("Move an order to another state", Response.Of<ErpOrder>(200), Response.Error(400, 404, 409));
    }

    /// <summary>Here an order is somebody's: there are no guests.</summary>
    private static Task<Answer> PlaceAsync(
        ErpOrderInput input, Work work, OrderPlacement placement, OrdersDatabase database, ILogger<OrdersDatabase> logger) =>
        input.CustomerId is null
            ? Task.FromResult<Answer>(Refusal.Invalid("customerId", "Must be given."))
            : PlaceOrder.RunAsync(input.ToOrder(), work, placement, database, logger);

    /// <summary>The newest first, without their items.</summary>
    private static Task<Answer> ListAsync(IQueryCollection query, Work work, OrdersDatabase database) => PageAsync(
        query, "-id", status: null, work, database,
        static orders => ValueTask.FromResult<IReadOnlyList<ErpOrderRow>>([.. orders.Select(ErpOrderRow.Of)]),
        OrderShapes.Wire.SpringPageErpOrderRow);

    /// <summary>The oldest first, whole; those that are new unless the client says otherwise.</summary>
    private static Task<Answer> ListWholeAsync(IQueryCollection query, Work work, OrdersDatabase database, ICustomerDirectory customers) =>
        PageAsync(
            query, "id", OrderStatus.New, work, database, orders => WholeOrders.ShapeAsync(orders, work, customers),
            OrderShapes.Wire.SpringPageErpOrder);

    private static async Task<Answer> PageAsync<T>(
        IQueryCollection query, string sort, string? status, Work work, OrdersDatabase database,
        Func<IReadOnlyList<Order>, ValueTask<IReadOnlyList<T>>> shape, JsonTypeInfo<SpringPage<T>> json)
    {
        var (paging, refusal) = SpringPaging.Read(query);
        if (paging is null)
        {
            return refusal!;
        }

        var asked = paging.ToQuery(
            sort, ("status", query["status"] is [{ Length: > 0 } given] ? given : status), ("from", SpringPaging.Moment(query["from"])),
            ("to", SpringPaging.Moment(query["to"])));
        var (page, fault) = await OrderRecord.Reads.PageAsync(asked, work, database);
        return page is null ? fault! : Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(paging.Around(page, await shape(page.Rows)), json));
    }
}
