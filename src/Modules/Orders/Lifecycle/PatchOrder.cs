using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Orders.Lifecycle;

/// <summary>PATCH /orders/{id} with a JSON Merge Patch</summary>
internal static class PatchOrder
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPatch(
            "/{id:long}",
            (long id, [FromQuery] string? force, JsonObject patch, Work work, [FromServices] ChangeOrder change) =>
                RunAsync(id, patch, work, change, force).ToHttpAsync())
        .NeedsOrOwn(Permissions.OrdersWrite, Permissions.OrdersWriteOwn)
        .Describe(
            "Change some fields of an order (JSON Merge Patch)",
            Body.Json("""{ "reference": "PO-2026-118-B" }"""),
            Response.Of<Order>(200), Response.Of<Order>(202), Response.Error(400, 403, 404, 409, 412), ChangeOrder.Parameters);

    public static Task<Answer> RunAsync(long id, JsonObject patch, Work work, ChangeOrder change, string? force = null) => change.RunAsync(
        id, work, before => MergePatch.TryApply(OrderRecord.Table.ToJson(before), patch, OrderJson.Default.OrderInput), force: force);
}
