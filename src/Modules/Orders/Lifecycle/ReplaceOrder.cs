using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Orders.Lifecycle;

/// <summary>PUT /orders/{id}</summary>
internal static class ReplaceOrder
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut(
            "/{id:long}",
            (long id, [FromQuery] string? force, WholeRecord whole, Work work, [FromServices] ChangeOrder change) =>
                RunAsync(id, whole.Members, work, change, force).ToHttpAsync())
        .Accepts<OrderInput>("application/json")
        .NeedsOrOwn(Permissions.OrdersWrite, Permissions.OrdersWriteOwn)
        .Describe(
            "Replace an order; what was ordered only while it is NEW. Without status, currency, placedAt and erpReference it keeps those",
            Body.Json("""{ "customerId": 42, "items": [{ "productId": 7, "quantity": 3 }], "reference": "PO-2026-118-A" }"""),
            Response.Of<Order>(200), Response.Of<Order>(202), Response.Error(400, 403, 404, 409, 412), ChangeOrder.Parameters);

    public static Task<Answer> RunAsync(long id, JsonObject whole, Work work, ChangeOrder change, string? force = null) => change.RunAsync(
        id, work,
        before =>
        {
            var (input, refusal) = MergePatch.TryReplace(OrderRecord.Table.ToJson(before), whole, OrderJson.Default.OrderInput);
            return (input is null ? null : input with { ErpReference = input.ErpReference ?? before.ErpReference }, refusal);
        },
        force: force);
}
