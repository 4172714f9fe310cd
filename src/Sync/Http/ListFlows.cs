using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Runs;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Http;

/// <summary>GET /sync/flows</summary>
internal static class ListFlows
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/flows", (Work work, SyncDatabase database, FlowRegistry flows) => RunAsync(work, database, flows).ToHttpAsync())
        .Needs(Permissions.SyncRead)
        .Describe("List the flows in force, and those that are gone but have left deliveries behind", Response.Of<FlowList>(200));

    public static async Task<Answer> RunAsync(Work work, SyncDatabase database, FlowRegistry flows)
    {
        var gone = await GoneFlows.ListAsync(database, flows, work.Ct);
        var newest = (await database.Store.ReadAsync(
            reader => RunTable.NewestAsync(reader, flows.All.Where(static flow => flow.Cron is not null).Select(static flow => flow.Name)),
            work.Ct)).ToDictionary(static run => run.Flow, StringComparer.Ordinal);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
            new FlowList([.. flows.All.Select(flow => View(flow, newest, database.Clock.GetUtcNow()))], gone), SyncJson.Default.FlowList));
    }

    private static FlowView View(Flow flow, Dictionary<string, FlowRun> newest, DateTimeOffset now) => flow.Pair is { } pair ? View(flow, pair) : new(
        flow.Name, flow.Description, flow.Source, flow.Kind, [.. flow.On.Order(StringComparer.Ordinal)], flow.Target, flow.TargetKind,
        TriggerOf(flow), TimesOf(flow, newest, now));

    private static string TriggerOf(Flow flow) => flow switch
    {
        { Poll: { } poll } => $"poll every {poll.Every}",
        { Cron: { } cron } => $"cron {cron.At} ({cron.Zone.Id})",
        { Incoming: { } hook } => $"webhook ({hook.Scheme.Name})",
        _ => "event",
    };

    private static FlowTimes? TimesOf(Flow flow, Dictionary<string, FlowRun> newest, DateTimeOffset now) =>
        flow.Cron is not { } cron ? null : new FlowTimes(
            cron.At, cron.Zone.Id, cron.Missed.ToString().ToLowerInvariant(), cron.Next(now), newest.GetValueOrDefault(flow.Name));

    /// <summary>Of one that goes both ways the left side stands for the source.</summary>
    private static FlowView View(Flow flow, Pair pair) => new(
        flow.Name, flow.Description, pair.Left.System, pair.Left.Kind, [.. flow.On.Order(StringComparer.Ordinal)], pair.Right.System,
        pair.Right.Kind,
        $"both ways; {string.Join(", ", pair.Sides.Select(static side => side.Poll is { } poll ? $"{side.Word} polled every {poll.Every}" : $"{side.Word} by events"))}",
        Times: null);
}
