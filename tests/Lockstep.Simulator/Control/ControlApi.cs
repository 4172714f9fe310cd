using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Simulator.Api;
using Lockstep.Simulator.Behaviour;
using Lockstep.Simulator.Records;
using Lockstep.Simulator.Worlds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Simulator.Control;

/// <summary>
/// How a test in another process tells the simulator what to do: the members of <see cref="World"/> over HTTP, one route each.
/// </summary>
internal static class ControlApi
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static void Map(IEndpointRouteBuilder routes, SimulatorServer server)
    {
        var control = routes.MapGroup("/control/{world}");
        control.MapPost("/reset", (string world) => Do(server, world, static one => one.Reset()));
        control.MapGet("/settings", (string world) => Results.Json(server.World(world).Settings, Json));
        control.MapPatch("/settings", async (string world, HttpRequest request) => Set(server.World(world), await BodyAsync(request)));
        control.MapGet("/faults", (string world) => Results.Json(
            server.World(world).Faults.Rules.Select(static rule => new { fault = rule.Fault, happened = rule.Happened }), Json));
        control.MapPost("/faults", async (string world, HttpRequest request) =>
        {
            var fault = (await BodyAsync(request)).Deserialize<Fault>(Json)!;
            return Do(server, world, one => one.Faults.Add(fault));
        });
        control.MapDelete("/faults", (string world) => Do(server, world, static one => one.Faults.Clear()));
        control.MapPost("/tokens/expire", (string world) => Do(server, world, static one => one.Tokens.Expire()));
        control.MapPost("/notifications/flush", async (string world) =>
        {
            var notifications = server.World(world).Notifications;
            await notifications.FlushAsync();
            return Results.Json(new { sent = notifications.Sent, lost = notifications.Lost }, Json);
        });
        MapLedger(control, server);
        MapRecords(control.MapGroup("/records/{kind}"), server);
    }

    private static void MapLedger(RouteGroupBuilder control, SimulatorServer server)
    {
        control.MapGet("/counts", (string world) => Results.Json(
            new
            {
                kinds = server.World(world).Shape.Kinds.ToDictionary(
                    static kind => kind.Name, kind => server.World(world).Ledger[kind.Name], StringComparer.Ordinal),
                received = server.World(world).Ledger.Received,
                answered = server.World(world).Ledger.Answered,
                tokens = server.World(world).Tokens.Issued,
            }, Json));
        control.MapGet("/requests", (string world) => Results.Json(server.World(world).Ledger.Requests, Json));
    }

    /// <summary>What its own users do; an id in a path is escaped.</summary>
    private static void MapRecords(RouteGroupBuilder records, SimulatorServer server)
    {
        records.MapGet("", (string world, string kind, bool? deleted) => Results.Text(
            new JsonArray([.. server.World(world).Records.All(kind, deleted == true)
                .Select(one => RecordJson.Of(server.World(world), one))])
                .ToJsonString(), "application/json"));
        records.MapPost("", async (string world, string kind, string? id, HttpRequest request) => await BodyAsync(request) switch
        {
            JsonArray many => Results
                .Json(many.Count(one => server.World(world).Records.Create(kind, (JsonObject)one!.DeepClone()).Record is not null)),
            JsonObject one => Tell(server.World(world), server.World(world).Records.Create(kind, one, id)),
            _ => Results.BadRequest(),
        });
        records.MapPatch("", async (string world, string kind, string id, HttpRequest request) =>
            Tell(server.World(world), server.World(world).Records.Change(kind, id, (JsonObject)await BodyAsync(request))));
        records.MapDelete("", (string world, string kind, string id) =>
            Tell(server.World(world), server.World(world).Records.Delete(kind, id)));
        records.MapPost("/vanish", (string world, string kind, string id) => Do(server, world, one => one.Records.Vanish(kind, id)));
        records.MapPost("/hide", (string world, string kind, string id, bool? isHidden) =>
            Do(server, world, one => one.Records.Hide(kind, id, isHidden ?? true)));
    }

    /// <summary>Members that are given replace those of before; a null puts one back to its default.</summary>
    private static IResult Set(World world, JsonNode change)
    {
        var settings = JsonSerializer.SerializeToNode(world.Settings, Json)!.AsObject();
        foreach (var (name, value) in change.AsObject())
        {
            if (!settings.Remove(name))
            {
                return Results.BadRequest($"There is no setting {name}.");
            }

            if (value is not null)
            {
                settings[name] = value.DeepClone();
            }
        }

        world.Settings = settings.Deserialize<WorldSettings>(Json)!;
        return Results.Json(world.Settings, Json);
    }

    private static IResult Do(SimulatorServer server, string world, Action<World> act)
    {
        act(server.World(world));
        return Results.NoContent();
    }

    private static IResult Tell(World world, Written written) => written.Refusal is { } refusal
        ? Results.Json(refusal, Json, statusCode: refusal.Status)
        : Results.Text(RecordJson.Of(world, written.Record!).ToJsonString(), "application/json");

    private static async Task<JsonNode> BodyAsync(HttpRequest request) => (await JsonNode.ParseAsync(request.Body))!;
}
