using System.Text.Json;
using Lockstep.Connectors.Sdk;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Deliveries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Systems;

/// <summary>GET /systems</summary>
internal static class ListSystems
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/",
            (SystemRegistry registry, [FromServices] IEnumerable<ISystem> systems, DispatcherSet dispatchers) =>
                Run(registry, systems, dispatchers).ToHttp())
        .Needs(Permissions.SyncRead)
        .Describe(
            "List the systems that flows can name, what each can do, and the kinds of outside systems that there can be; nothing secret",
            Response.Of<SystemList>(200));

    public static Answer Run(SystemRegistry registry, IEnumerable<ISystem> systems, DispatcherSet dispatchers)
    {
        var configured = registry.All.ToDictionary(static one => one.System.Name, StringComparer.Ordinal);
        var list = new SystemList(
            [.. systems.Select(system => SystemView.Of(
                system, configured.GetValueOrDefault(system.Name), dispatchers.LeftAlone(system.Name)))],
            [.. registry.Connectors.Select(ConnectorView.Of)]);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(list, SystemJson.Default.SystemList));
    }
}
