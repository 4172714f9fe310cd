using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Orders.Lifecycle;

/// <summary>PATCH /orders/{id} with a JSON Merge Patch</summary>
internal static class PatchOrder
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPatch("/{id:long}", HandleAsync)
        .NeedsOrOwn(Permissions.OrdersWrite, Permissions.OrdersWriteOwn)
        .Describe(
            "Change some fields of an order (JSON Merge Patch)",
            Body.Json("""{ "reference": "PO-2026-118-B" }"""),
            Response.Of<Order>(200), Response.Error(400, 404, 409, 412));

    private static Task<Answer> HandleAsync(long id, JsonObject patch, HttpContext context, [FromServices] ChangeOrder change) =>
        change.RunAsync(id, context, before => Apply(before, patch));

    private static (OrderInput? Input, Problem? Problem) Apply(Order before, JsonObject patch)
    {
        try
        {
            return (MergePatch.Apply(OrderTable.ToJson(before), patch, OrderJson.Default.OrderInput), null);
        }
        catch (JsonException error)
        {
            return (null, JsonFaults.ToProblem(error));
        }
    }
}
