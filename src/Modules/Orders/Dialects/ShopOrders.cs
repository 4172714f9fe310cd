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
    private static readonly DialectReads<Order, OrderHead, ShopOrder> Reads = new(OrderRecord.Reads)
    {
        Path = "/api/orders",
        Shape = ShopOrder.Of,
        Json = ShopOrderJson.Wire.ShopOrder,
        ListJson = ShopOrderJson.Wire.ListShopOrder,

        // Returns are orders of another kind, of which these clients know nothing.
        Filters = [("kind", OrderKind.Sale)],

        // The one line has no number in the shop.
        Field = static field => field.Replace("items[0].", "", StringComparison.Ordinal),
    };

    public static void Map(IEndpointRouteBuilder shop)
    {
        Reads.Map<OrdersDatabase>(shop);
        shop.MapPost(
                "/api/orders",
                (
                    ShopOrderInput input, Work work, [FromServices] OrderPlacement placement, OrdersDatabase database,
                    ILogger<OrdersDatabase> logger) =>
                    Reads.ToldAsync(PlaceOrder.RunAsync(input.ToOrder(), work, placement, database, logger)).ToHttpAsync())
            .NeedsOrOwn(Permissions.OrdersWrite, Permissions.OrdersWriteOwn)
            .Describe(
                "Order a product; its stock is reserved",
                Body.Json("""{ "productId": 7, "quantity": 2 }"""), Response.Of<ShopOrder>(201), Response.Error(400, 404, 409));
        shop.MapPut(
                "/api/orders/{id:long}",
                (
                    long id, ShopOrderChange input, Work work, [FromServices] ChangeOrder change, [FromServices] OrderWriter orders,
                    OrdersDatabase database, [FromServices] OrderStock stock) =>
                    Reads.ToldAsync(ChangeAsync(id, input, work, change, orders, database, stock)).ToHttpAsync())
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
                    Reads.ToldAsync(CancelOrder.RunAsync(id, null, work, orders, database, stock)).ToHttpAsync())
            .NeedsOrOwn(Permissions.OrdersWrite, Permissions.OrdersWriteOwn)
            .Describe(
                "Cancel an order; its stock is given back",
                Response.Of<ShopOrder>(200), Response.Of<ShopOrder>(202), Response.Error(404, 409));
        DialectOrders.MapDelete(shop, $"{Reads.Path}/{{id:long}}", "Delete an order of which nothing is on its way");
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
}
