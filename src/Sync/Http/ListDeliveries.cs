using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Http;

/// <summary>GET /sync/deliveries and GET /sync/dead-letters, which are the deliveries that gave up</summary>
internal static class ListDeliveries
{
    private static readonly ListReader<DeliveryView> All = new(
        Spec(null, ("state", ListFilter.OneOf("state", "pending", "blocked", "delivered", "skipped", "dead"))),
        SyncJson.Default.DeliveryView);
    private static readonly ListReader<DeliveryView> Dead = new(
        Spec("state = 'dead'", ("cause", ListFilter.OneOf("cause", [.. Causes.Words])), ("fingerprint", ListFilter.Exact("fingerprint"))),
        SyncJson.Default.DeliveryView);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(
            "/deliveries",
            (HttpRequest request, Work work, SyncDatabase database) =>
                database.OnDiskAsync(All.ReadAsync(database, request.Query, work), work.Ct).ToHttpAsync())
            .Needs(Permissions.SyncRead)
            .Describe("List deliveries", Response.Page<DeliveryView>(), Response.Error(400), All.Parameters());
        routes.MapGet(
            "/dead-letters",
            (HttpRequest request, Work work, SyncDatabase database) =>
                database.OnDiskAsync(Dead.ReadAsync(database, request.Query, work), work.Ct).ToHttpAsync())
            .Needs(Permissions.SyncRead)
            .Describe("List dead letters with their causes", Response.Page<DeliveryView>(), Response.Error(400), Dead.Parameters());
    }

    private static ListSpec<DeliveryView> Spec(string? condition, params (string Name, ListFilter Filter)[] own) => new()
    {
        Table = "deliveries",
        Columns = DeliveryView.Columns,
        Read = DeliveryView.Read,
        Id = delivery => delivery.Id,
        Condition = condition,
        HasCounter = false,
        Filters = new Dictionary<string, ListFilter>(StringComparer.Ordinal)
        {
            ["flow"] = ListFilter.Exact("flow"),
            ["subject"] = ListFilter.Exact("subject"),
        }.Concat(own.Select(static one => KeyValuePair.Create(one.Name, one.Filter))).ToDictionary(StringComparer.Ordinal),
    };
}
