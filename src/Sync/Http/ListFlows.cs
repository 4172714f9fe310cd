using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Runs;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Versions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Http;

/// <summary>GET /sync/flows and GET /sync/flows/{name}</summary>
internal static class ListFlows
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(
            "/flows",
            (Work work, SyncDatabase database, FlowVersions versions, FlowRegistry flows, FlowFolderWatch folder) =>
                RunAsync(work, database, versions, flows, folder).ToHttpAsync())
            .Needs(Permissions.SyncRead)
            .Describe(
                "List the flows in force with versions and pauses, those that are gone but have left deliveries behind, and wrong files",
                Response.Of<FlowList>(200));
        routes.MapGet(
            "/flows/{name}",
            (string name, Work work, SyncDatabase database, FlowVersions versions, FlowFolderWatch folder) =>
                ReadAsync(name, work, database, versions, folder).ToHttpAsync())
            .Needs(Permissions.SyncRead)
            .Describe("Read a flow in force; its version is the ETag", Response.Of<FlowView>(200), Response.Error(404));
    }

    public static async Task<Answer> RunAsync(
        Work work, SyncDatabase database, FlowVersions versions, FlowRegistry flows, FlowFolderWatch folder)
    {
        var now = await versions.TryLoadAsync(work.Ct);
        var gone = await GoneFlows.ListAsync(database, flows, work.Ct);
        var rows = (await database.Store.ReadAsync(FlowTable.AllAsync, work.Ct))
            .ToDictionary(static row => row.Name, StringComparer.Ordinal);
        var wrong = folder.Wrong;
        var runs = await RunsAsync(database, now.All, work.Ct);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
            new FlowList(
                [
                    .. now.All.OrderBy(static flow => flow.Name, StringComparer.Ordinal).Where(flow => rows.ContainsKey(flow.Name))
                        .Select(flow => FlowView.Of(flow, rows[flow.Name], wrong, TimesOf(flow, runs, database.Clock.GetUtcNow()))),
                ],
                gone,
                [.. rows.Values.Where(static row => row.State is FlowRow.Off).Select(static row => row.Name)],
                [.. wrong.Select(static file => new WrongFlow(file.File, file.Flow, [.. file.Faults.Select(FaultView.Of)]))]),
            FlowJson.Default.FlowList));
    }

    public static async Task<Answer> ReadAsync(
        string name, Work work, SyncDatabase database, FlowVersions versions, FlowFolderWatch folder)
    {
        var flow = (await versions.TryLoadAsync(work.Ct)).All
            .FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.Ordinal));
        if (flow is null || await database.Store.AskAsync(reader => FlowTable.FindAsync(reader, name), work.Ct) is not { } row)
        {
            return Missing(name);
        }

        var times = TimesOf(flow, await RunsAsync(database, [flow], work.Ct), database.Clock.GetUtcNow());
        return Answer.Ok(
            JsonSerializer.SerializeToUtf8Bytes(FlowView.Of(flow, row, folder.Wrong, times), FlowJson.Default.FlowView), row.Version);
    }

    /// <summary>There is no such flow.</summary>
    public static Refusal Missing(string name) => new(RefusalCode.NotFound, $"There is no flow {name} in force.");

    /// <summary>The newest run of each of these flows that are triggered by times.</summary>
    private static async Task<IReadOnlyDictionary<string, FlowRun>> RunsAsync(
        SyncDatabase database, IEnumerable<Flow> flows, CancellationToken ct) => (await database.Store.ReadAsync(
            reader => RunTable.NewestAsync(reader, flows.Where(static flow => flow.Cron is not null).Select(static flow => flow.Name)), ct))
        .ToDictionary(static run => run.Flow, StringComparer.Ordinal);

    private static FlowTimes? TimesOf(Flow flow, IReadOnlyDictionary<string, FlowRun> newest, DateTimeOffset now) =>
        flow.Cron is not { } cron ? null : new FlowTimes(
            cron.At, cron.Zone.Id, cron.Missed.ToString().ToLowerInvariant(), cron.Next(now), newest.GetValueOrDefault(flow.Name));
}
