using System.Globalization;
using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Versions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Http;

/// <summary>
/// GET /sync/flows/{name}/history, GET /sync/flows/{name}/versions/{version}, GET /sync/flows/{name}/versions/{version}/diff and
/// POST /sync/flows/{name}/test
/// </summary>
internal static class FlowHistories
{
    private const int PageMax = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(
            "/flows/{name}/history",
            (string name, HttpRequest request, Work work, SyncDatabase database) =>
                RunAsync(name, request.Query, work, database).ToHttpAsync())
            .Needs(Permissions.SyncRead)
            .Describe(
                "List the versions of a flow, the newest first: who applied which when", Response.Of<FlowHistory>(200),
                    Response.Error(400, 404),
                [new QueryParameter("before", "Only versions of before this one") { Format = QueryParameter.Whole }]);

        // A text may hold a URL that is secret by itself.
        routes.MapGet(
            "/flows/{name}/versions/{version:long}",
            (string name, long version, Work work, SyncDatabase database) => ReadAsync(name, version, work, database).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .Describe("Read the text of a version of a flow", Response.Of<FlowVersionText>(200), Response.Error(404));
        routes.MapGet(
            "/flows/{name}/versions/{version:long}/diff",
            (string name, long version, HttpRequest request, Work work, SyncDatabase database) =>
                DiffAsync(name, version, request.Query, work, database).ToHttpAsync())
            .Needs(Permissions.SyncWrite)
            .Describe(
                "Say what differs between a version of a flow and another one, or the one in force", Response.Of<FlowDiff>(200),
                Response.Error(400, 404),
                [new QueryParameter("to", "The other version; the one in force by default") { Format = QueryParameter.Whole }]);
        routes.MapPost(
            "/flows/{name}/test",
            (string name, Work work, SyncDatabase database, FlowTexts texts) => TestAsync(name, work, database, texts).ToHttpAsync())
            .Needs(Permissions.SyncRead)
            .Describe("Run the tests in the text of a flow that is in force", Response.Of<FlowTested>(200), Response.Error(400, 404));
    }

    public static async Task<Answer> RunAsync(string name, IQueryCollection query, Work work, SyncDatabase database)
    {
        var errors = new Errors();
        var before = query.Number("before", 1, long.MaxValue, long.MaxValue, errors);
        if (errors.ToRefusal() is { } refusal)
        {
            return refusal;
        }

        var (row, items) = await database.Store.ReadAsync(
            async reader =>
            {
                var row = await FlowTable.FindAsync(reader, name);
                return (row, await reader.QueryAsync(
                    """
                    select version, sha256, origin, applied_by, applied_at from flow_versions where flow = $1 and version < $2
                    order by version desc limit $3
                    """,
                    one => new FlowVersionView(
                        one.Int64(0), one.Text(1), one.Text(2), one.Text(3), one.Instant(4), StateOf(row, one.Int64(0))),
                    name, before, PageMax + 1));
            },
            work.Ct);
        return row is null ? Missing(name)
            : Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
                new FlowHistory(name, [.. items.Take(PageMax)], items.Count > PageMax ? items[PageMax - 1].Version : null),
                FlowJson.Default.FlowHistory));
    }

    public static async Task<Answer> ReadAsync(string name, long version, Work work, SyncDatabase database) =>
        await database.Store.AskAsync(reader => FlowVersion.FindAsync(reader, name, version), work.Ct) is { } found
            ? Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
                new FlowVersionText(found.Flow, found.Number, found.Text, found.Tables), FlowJson.Default.FlowVersionText))
            : Missing(name, version);

    public static async Task<Answer> DiffAsync(string name, long version, IQueryCollection query, Work work, SyncDatabase database)
    {
        var errors = new Errors();
        var to = query.Number("to", 1, long.MaxValue, 0, errors);
        if (errors.ToRefusal() is { } refusal)
        {
            return refusal;
        }

        var (number, one, other) = await database.Store.ReadAsync(
            async reader =>
            {
                var number = to > 0 ? to : (await FlowTable.FindAsync(reader, name))?.Version ?? 0;
                return (number, await FlowVersion.FindAsync(reader, name, version), await FlowVersion.FindAsync(reader, name, number));
            },
            work.Ct);
        return one is null || other is null
            ? Missing(name, one is null ? version : number)
            : Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
                new FlowDiff(name, version, number, LineDiff.Between(one, other)), FlowJson.Default.FlowDiff));
    }

    public static async Task<Answer> TestAsync(string name, Work work, SyncDatabase database, FlowTexts texts)
    {
        var kept = await database.Store.ReadAsync(
            async reader => await FlowTable.FindAsync(reader, name) is { State: not FlowRow.Gone } row
                ? await FlowVersion.FindAsync(reader, name, row.Version) : null,
            work.Ct);
        if (kept is null)
        {
            return Missing(name);
        }

        var (text, refusal) = texts.Read(kept.Text, kept.Tables);
        return text is null ? refusal!
            : Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
                new FlowTested(name, kept.Number, text.Tests.Count, FlowTexts.FailuresOf(text)), FlowJson.Default.FlowTested));
    }

    /// <summary>There is no such version, or it is kept no longer.</summary>
    public static Refusal Missing(string name, long version) => new(
        RefusalCode.NotFound, string.Create(CultureInfo.InvariantCulture, $"There is no version {version} of a flow {name}."));

    private static Refusal Missing(string name) => new(RefusalCode.NotFound, $"There is no flow {name}, and there never was.");

    private static string StateOf(FlowRow? row, long version) =>
        row?.Version != version ? "replaced" : row.State is FlowRow.On ? "in force" : row.State;
}
