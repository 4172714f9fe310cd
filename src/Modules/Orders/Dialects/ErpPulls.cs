using System.Globalization;
using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Orders.Pulls;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Writer;
using Lockstep.Runtime.Dialects;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Orders.Dialects;

/// <summary>How the ERP takes orders over. Who pulls under a name (<c>consumer</c>) acknowledges under it, in the query.</summary>
internal static class ErpPulls
{
    private static readonly string[] PullMethods = [HttpMethods.Get, HttpMethods.Post];

    private static readonly QueryParameter Consumed = new(
        "consumer", "The name under which orders are pulled; that of the caller by default");

    public static void Map(IEndpointRouteBuilder erp)
    {
        // By GET too, for these clients know no better: it is never kept by a proxy, and a repeat gets the same orders.
        erp.MapMethods(
                "/api/erp/orders/pull", PullMethods,
                (
                    HttpRequest request, Work work, OrdersDatabase database, [FromServices] NewOrderSignal signal,
                    [FromServices] IHostApplicationLifetime lifetime, [FromServices] IOptions<PullOptions> options,
                    [FromServices] ICustomerDirectory customers) =>
                    PullOrders.RunAsync(request.Query, work, database, signal, lifetime, options.Value)
                        .RetoldAsync(
                            PullJson.Wire.PulledOrders, pulled => PageAsync(pulled, request.Query, work, customers),
                            OrderShapes.Wire.SpringPageErpOrder).ToHttpAsync())
            .Needs(Permissions.OrdersPull)
            .Describe(
                "Hand out new orders, which are then leased to the consumer",
                Response.Of<SpringPage<ErpOrder>>(200), Response.Error(400),
                [
                    new QueryParameter("limit", "The most orders; 50 by default") { Format = QueryParameter.Whole }, Consumed,
                    new QueryParameter("wait", "How long to wait for the first, in seconds") { Format = QueryParameter.Whole },
                ])
            .ActsOnGet()
            .WithoutTimeLimit();
        MapAcks(erp);
    }

    private static void MapAcks(IEndpointRouteBuilder erp)
    {
        erp.MapPost(
                "/api/erp/orders/{id:long}/ack",
                (
                    long id, ErpAck? ack, HttpRequest request, Work work, [FromServices] OrderWriter orders, OrdersDatabase database,
                    [FromServices] ICustomerDirectory customers) =>
                    AckOrder.RunAsync(
                        id,
                        new AckInput { Consumer = Consumer(request), Reference = ack?.Reference, Token = ack?.Token, IsNameEnough = true },
                        work, orders, database).WholeAsync(work, customers).ToHttpAsync())
            .Needs(Permissions.OrdersPull)
            .Describe(
                "Acknowledge an order, which is PROCESSING then",
                Response.Of<ErpOrder>(200), Response.Error(400, 404, 409),
                [Consumed]);
        erp.MapPost(
                "/api/erp/orders/ack",
                (
                    [FromBody] ErpAckItem?[] acks, HttpRequest request, Work work, [FromServices] OrderWriter orders,
                    OrdersDatabase database, [FromServices] IOptions<PullOptions> options) =>
                    AckOrders
                        .RunAsync(
                            new AckBatch
                            {
                                Consumer = Consumer(request), Orders = [.. acks.Select(static ack => ack?.ToItem())], IsNameEnough = true,
                            },
                            work, orders, database, options)
                        .RetoldAsync(PullJson.Wire.AckResults, Results, OrderShapes.Wire.ListErpAckResult).ToHttpAsync())
            .Needs(Permissions.OrdersPull)
            .Describe(
                "Acknowledge many orders, each with a result of its own",
                Response.Of<List<ErpAckResult>>(200), Response.Error(400),
                [Consumed]);
        MapNack(erp);
    }

    private static void MapNack(IEndpointRouteBuilder erp)
    {
        erp.MapPost(
                "/api/erp/orders/{id:long}/nack",
                (
                    long id, ErpNack? nack, HttpRequest request, Work work, OrdersDatabase database,
                    [FromServices] IOptions<PullOptions> options, ILogger<OrdersDatabase> logger) =>
                    NackOrder.RunAsync(
                        id, new NackInput { Consumer = Consumer(request), Reason = nack?.Reason, Token = nack?.Token }, work, database,
                        options, logger).ToHttpAsync())
            .Needs(Permissions.OrdersPull)
            .Describe("Give an order back that was handed out", Response.Of<NackAnswer>(200), Response.Error(400, 404, 409), [Consumed]);
    }

    private static async ValueTask<SpringPage<ErpOrder>> PageAsync(
        PulledOrders pulled, IQueryCollection query, Work work, ICustomerDirectory customers)
    {
        var content = await WholeOrders.ShapeAsync([.. pulled.Items.Select(static item => item.Order)], work, customers);
        var size = int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var limit) ? limit : Math.Max(1, content.Count);
        return new SpringPaging(0, size).Around(content, content.Count, isLast: true);
    }

    /// <summary>Each has a result of its own, in the order in which they were sent.</summary>
    private static List<ErpAckResult> Results(AckResults results) => [.. results.Items.Select(ErpAckResult.Of)];

    private static string? Consumer(HttpRequest request) =>
        request.Query["consumer"] is [{ Length: > 0 } consumer] ? consumer : null;
}
