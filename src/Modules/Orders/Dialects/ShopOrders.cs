using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Json;
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

/// <summary>Orders as the shop has them: one product each, of the customer who asks; the staff reach all.</summary>
internal static class ShopOrders
{
    /// <summary>Returns are orders of another kind, of which these clients know nothing.</summary>
    private static readonly (string, string) Sales = ("kind", OrderKind.Sale);

    public static void Map(IEndpointRouteBuilder shop)
    {
        MapReads(shop);
        shop.MapPost(
                "/api/orders",
                (
                    ShopOrderInput input, Work work, [FromServices] OrderPlacement placement, OrdersDatabase database,
                    ILogger<OrdersDatabase> logger) =>
                    ToldAsync(PlaceOrder.RunAsync(input.ToOrder(), work, placement, database, logger)).ToHttpAsync())
            .NeedsOrOwn(Permissions.OrdersWrite, Permissions.OrdersWriteOwn)
            .Describe(
                "Order a product; its stock is reserved",
                Body.Json("""{ "productId": 7, "quantity": 2 }"""), Response.Of<ShopOrder>(201), Response.Error(400, 404, 409));
        shop.MapPut(
                "/api/orders/{id:long}",
                (
                    long id, ShopOrderChange input, Work work, [FromServices] ChangeOrder change, [FromServices] OrderWriter orders,
                    OrdersDatabase database, [FromServices] OrderStock stock) =>
                    ToldAsync(ChangeAsync(id, input, work, change, orders, database, stock)).ToHttpAsync())
            .NeedsOrOwn(Permissions.OrdersWrite, Permissions.OrdersWriteOwn)
            .Describe(
                "Order more or less of it while it is pending, or move it along; a customer may cancel, no more",
                Body.Json("""{ "quantity": 3 }"""),
                Response.Of<ShopOrder>(200), Response.Of<ShopOrder>(202), Response.Error(400, 403, 404, 409));
        MapEnds(shop);
    }

    private static void MapEnds(IEndpointRouteBuilder shop)
    {
        shop.MapPost(
                "/api/orders/{id:long}/cancel",
                (long id, Work work, [FromServices] OrderWriter orders, OrdersDatabase database, [FromServices] OrderStock stock) =>
                    ToldAsync(CancelOrder.RunAsync(id, null, work, orders, database, stock)).ToHttpAsync())
            .NeedsOrOwn(Permissions.OrdersWrite, Permissions.OrdersWriteOwn)
            .Describe(
                "Cancel an order; its stock is given back",
                Response.Of<ShopOrder>(200), Response.Of<ShopOrder>(202), Response.Error(404, 409));
        shop.MapDelete(
                "/api/orders/{id:long}",
                (long id, Work work, [FromServices] OrderWriter orders, OrdersDatabase database, [FromServices] OrderStock stock) =>
                    DeleteOrder.RunAsync(id, work, orders, database, stock).ToHttpAsync())
            .Needs(Permissions.OrdersWrite)
            .Describe("Delete an order of which nothing is on its way", Response.Empty(204), Response.Error(404, 409));
    }

    private static void MapReads(IEndpointRouteBuilder shop)
    {
        shop.MapGet(
                "/api/orders",
                (HttpRequest request, Work work, OrdersDatabase database) => BareArray.ReadAsync(
                    request.Query, query => OrderRecord.Reads.PageAsync(query, work, database), ShopOrder.Of,
                    ShopOrderJson.Wire.ListShopOrder, Sales).ToHttpAsync())
            .NeedsOrOwn(Permissions.OrdersRead, Permissions.OrdersReadOwn)
            .Describe("List orders as a bare array", Response.Of<List<ShopOrder>>(200), Response.Error(400), [BareArray.After]);
        shop.MapGet(
                "/api/orders/{id:long}",
                (long id, Work work, OrdersDatabase database) => ToldAsync(OrderRecord.Reads.ReadAsync(id, work, database)).ToHttpAsync())
            .NeedsOrOwn(Permissions.OrdersRead, Permissions.OrdersReadOwn)
            .Describe("Read one order", Response.Of<ShopOrder>(200), Response.Error(404));
    }

    /// <summary>A cancel is the customer's too; the other steps are the staff's.</summary>
    private static Task<Answer> ChangeAsync(
        long id, ShopOrderChange input, Work work, ChangeOrder change, OrderWriter orders, OrdersDatabase database, OrderStock stock) =>
        (input, OrderStatus.Parse(input.Status)) switch
        {
            ({ Status: null }, _) or ({ Quantity: not null }, _) => change.RunAsync(id, work, before => Of(before, input)),
            (_, OrderStatus.Cancelled) => CancelOrder.RunAsync(id, null, work, orders, database, stock),
            _ => work.RefuseUnless(Permissions.OrdersWrite) is { } refusal
                ? Task.FromResult<Answer>(refusal)
                : SetOrderStatus.RunAsync(id, new SetOrderStatus.Request(input.Status), work, orders, database, stock),
        };

    private static (OrderInput? Input, Refusal? Refusal) Of(Order before, ShopOrderChange input)
    {
        if (input.Status is not null)
        {
            return (null, Refusal.Invalid("status", "Change either the status or the quantity, one at a time."));
        }

        if (input.Quantity is not null && !ShopOrder.IsOfOneProduct(before))
        {
            return (null, new Refusal(
                RefusalCode.Conflict, $"Order {before.Id} is of several products; the shop does not know of which there are to be more."));
        }

        var patch = new JsonObject();
        if (input.Quantity is { } quantity)
        {
            var line = before.Items[0];
            patch["items"] = new JsonArray(
                new JsonObject { ["productId"] = line.ProductId, ["quantity"] = quantity, ["discount"] = line.Discount });
        }

        return MergePatch.TryApply(OrderRecord.Table.ToJson(before), patch, OrderJson.Default.OrderInput);
    }

    /// <summary>The one line has no number in the shop.</summary>
    private static Task<Answer> ToldAsync(Task<Answer> canonical) =>
        canonical.NamedAsync(static field => field.Replace("items[0].", "", StringComparison.Ordinal))
            .RetoldAsync(ContractsJson.Wire.Order, ShopOrder.Of, ShopOrderJson.Wire.ShopOrder);
}
