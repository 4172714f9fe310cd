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

/// <summary>Orders as sales management has them: with the price of each line, and PUT for the status and for what was ordered.</summary>
internal static class SalesOrders
{
    private const string Example = """{ "customerId": 42, "items": [{ "productId": 7, "quantity": 2, "price": 7.9 }] }""";

    private static readonly DialectReads<Order, OrderHead, SalesOrder> Reads = new(OrderRecord.Reads)
    {
        Path = "/orders",
        Shape = SalesOrder.Of,
        Json = SalesOrderJson.Wire.SalesOrder,
        ListJson = SalesOrderJson.Wire.ListSalesOrder,

        // Returns are orders of another kind, of which these clients know nothing.
        Filters = [("kind", OrderKind.Sale)],
        Field = static field => field.Replace(".unitPrice", ".price", StringComparison.Ordinal),
    };

    public static void Map(IEndpointRouteBuilder sales)
    {
        Reads.Map<OrdersDatabase>(sales);
        sales.MapPost(
                "/orders",
                (
                    SalesOrderInput input, Work work, [FromServices] OrderPlacement placement, OrdersDatabase database,
                    ILogger<OrdersDatabase> logger) =>
                    Reads.ToldAsync(PlaceOrder.RunAsync(input.ToOrder(), work, placement, database, logger)).ToHttpAsync())
            .NeedsOrOwn(Permissions.OrdersWrite, Permissions.OrdersWriteOwn)
            .Describe(
                "Place an order; a price that is not the catalogue's needs orders:override-price",
                Body.Json(Example), Response.Of<SalesOrder>(201), Response.Error(400, 404, 409));
        sales.MapPut(
                "/orders/{id:long}",
                (long id, WholeRecord whole, Work work, [FromServices] ChangeOrder change) =>
                    Reads.ToldAsync(ChangeAsync(id, whole, work, change)).ToHttpAsync())
            .Accepts<SalesOrderInput>("application/json")
            .NeedsOrOwn(Permissions.OrdersWrite, Permissions.OrdersWriteOwn)
            .Describe(
                "Change the status of an order or, while it is NEW, what was ordered; what is left out stays as it is",
                Body.Json("""{ "status": "PROCESSING" }"""),
                Response.Of<SalesOrder>(200), Response.Of<SalesOrder>(202), Response.Error(400, 404, 409));
        DialectOrders.MapDelete(sales, $"{Reads.Path}/{{id:long}}", "Delete an order that is NEW, PROCESSING, CANCELLED or COMPLETED");
    }

    private static Task<Answer> ChangeAsync(long id, WholeRecord whole, Work work, ChangeOrder change)
    {
        var (patch, refusal) = GivenBody.Read(
            whole, SalesOrderJson.Default.SalesOrderInput,
            static input =>
            [
                new("customerId", "customerId", input.CustomerId), new("status", "status", input.Status),
                new("items", "items", Lines(input.Items)),
            ]);
        return patch is null
            ? Task.FromResult<Answer>(refusal!)
            : change.RunAsync(
                id, work,
                before => MergePatch.TryApply(OrderRecord.Table.ToJson(before), Changed(patch, before), OrderJson.Default.OrderInput));
    }

    /// <summary>Lines that come back as they were read stay as they are, with what the dialect does not know of them.</summary>
    private static JsonObject Changed(JsonObject patch, Order before)
    {
        var changed = patch.DeepClone().AsObject();
        _ = changed["items"] is JsonArray lines && lines.Count == before.Items.Count
            && lines.Zip(before.Items).All(static pair => IsAsRead(pair.First, pair.Second)) && changed.Remove("items");
        return changed;
    }

    private static bool IsAsRead(JsonNode? line, OrderItem item) =>
        (long?)line?["productId"] == item.ProductId && (long?)line?["quantity"] == item.Quantity
        && ((decimal?)line?["unitPrice"] ?? item.UnitPrice) == item.UnitPrice;

    private static JsonArray? Lines(IReadOnlyList<SalesItemInput?>? items) => items is null
        ? null
        : [.. items.Select(static item => item is null ? null : (JsonNode)Line(item))];

    private static JsonObject Line(SalesItemInput item)
    {
        var line = new JsonObject { ["productId"] = item.ProductId, ["quantity"] = item.Quantity };
        if (item.Price is { } price)
        {
            line["unitPrice"] = price;
        }

        return line;
    }
}
