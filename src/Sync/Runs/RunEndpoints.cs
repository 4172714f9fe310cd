using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Runs;

/// <summary>POST /sync/flows/{name}/run and GET /sync/runs</summary>
internal static class RunEndpoints
{
    private static readonly ListReader<FlowRun> Runs = new(
        new ListSpec<FlowRun>
        {
            Table = "flow_runs",
            Columns = FlowRun.Columns,
            Read = FlowRun.Read,
            Id = static run => run.Id,
            HasCounter = false,
            Filters = new Dictionary<string, ListFilter>(StringComparer.Ordinal)
            {
                ["flow"] = ListFilter.Exact("flow"),
                ["state"] = ListFilter.OneOf("state", "due", "done", "failed"),
            },
        },
        RunJson.Default.FlowRun);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(
            "/flows/{name}/run",
            (string name, Work work, SyncDatabase database, FlowRegistry flows, IAuditTrail trail) =>
                RunAsync(name, work, database, flows, trail).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .Describe(
                "Have a flow that asks its source at times ask it now; one that somebody asked for and that waits is enough",
                Response.Of<FlowRun>(202), Response.Error(404, 409));
        routes.MapGet(
            "/runs",
            (HttpRequest request, Work work, SyncDatabase database) => Runs.ReadAsync(database, request.Query, work).ToHttpAsync())
            .Needs(Permissions.SyncRead)
            .Describe(
                "List the runs of flows that ask their sources at times", Response.Page<FlowRun>(), Response.Error(400), Runs.Parameters());
    }

    public static async Task<Answer> RunAsync(string name, Work work, SyncDatabase database, FlowRegistry flows, IAuditTrail trail)
    {
        if (flows.Refuse(name) is { } unknown)
        {
            return unknown;
        }

        if (flows.ByName[name].Cron is null)
        {
            return Refusal.Of(
                RefusalCode.Conflict, "flow",
                $"The flow {name} does not ask its source at times (trigger.cron): it hears of changes by itself, or asks all the time.");
        }

        await trail.RecordAsync(new AuditEntry(work.Actor, "flow:run", $"flows/{name}"), work.Ct);
        var answer = await work.WriteOnceAsync(
            database,
            static () => "run"u8.ToArray(),
            async transaction => Answer.Accepted(JsonSerializer.SerializeToUtf8Bytes(
                await RunTable.AskAsync(transaction, name, work.Actor, database.Clock.GetUtcNow()), RunJson.Default.FlowRun)));
        database.Store.Signals.Ring(RunTable.Topic);
        return answer;
    }
}
