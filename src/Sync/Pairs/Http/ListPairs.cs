using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Pairs.Http;

/// <summary>GET /sync/links, GET /sync/links/{id}, GET /sync/conflicts, GET /sync/conflicts/counts and GET /sync/rules</summary>
internal static class ListPairs
{
    private static readonly ListReader<LinkView> Links = new(
        new()
        {
            Table = "pair_links",
            Columns = LinkView.Columns,
            Read = LinkView.Read,
            Id = static link => link.Id,
            HasCounter = false,
            Filters = new Dictionary<string, ListFilter>(StringComparer.Ordinal)
            {
                ["flow"] = ListFilter.Exact("flow"),
                ["state"] = ListFilter.OneOf("state", [.. PairLink.States]),
                ["leftId"] = ListFilter.Exact("left_id"),
                ["rightId"] = ListFilter.Exact("right_id"),
            },
        },
        PairJson.Default.LinkView);

    private static readonly ListReader<ConflictView> Conflicts = new(
        new()
        {
            Table = "pair_conflicts",
            Columns = PairConflict.Columns,
            Read = ConflictView.Read,
            Id = static conflict => conflict.Id,
            HasCounter = false,
            Filters = new Dictionary<string, ListFilter>(StringComparer.Ordinal)
            {
                ["flow"] = ListFilter.Exact("flow"),
                ["state"] = ListFilter.OneOf("state", PairConflict.Open, PairConflict.Decided, PairConflict.Settled),
                ["kind"] = ListFilter.OneOf("kind", PairConflict.OfField, PairConflict.OfDelete, PairConflict.Ambiguous),
                ["path"] = ListFilter.Exact("path"),
                ["linkId"] = ListFilter.Number("link_id"),
            },
        },
        PairJson.Default.ConflictView);

    private static readonly ListReader<RuleView> Rules = new(
        new()
        {
            Table = "pair_rules",
            Columns = PairRule.Columns,
            Read = RuleView.Read,
            Id = static rule => rule.Id,
            HasCounter = false,
            Filters = new Dictionary<string, ListFilter>(StringComparer.Ordinal) { ["flow"] = ListFilter.Exact("flow") },
        },
        PairJson.Default.RuleView);

    public static void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "/links", "List which records of two systems belong together", Links);
        Map(routes, "/conflicts", "List what nobody but a person can decide", Conflicts);
        Map(routes, "/rules", "List the decisions that hold for a field from then on", Rules);
        routes.MapGet(
            "/links/{id:long}", (long id, Work work, SyncDatabase database) => ReadAsync(id, work, database).ToHttpAsync())
            .Needs(Permissions.SyncRead)
            .Describe("Read a link", Response.Of<LinkView>(200), Response.Error(404));
        routes.MapGet("/conflicts/counts", (Work work, SyncDatabase database) => CountAsync(work, database).ToHttpAsync())
            .Needs(Permissions.SyncRead)
            .Describe("Count the conflicts that are not settled, by flow, kind and field", Response.Of<ConflictCounts>(200));
    }

    public static async Task<Answer> ReadAsync(long id, Work work, SyncDatabase database) => await database.Store.AskAsync(
        reader => reader.FirstAsync($"select {LinkView.Columns} from pair_links where id = $1", LinkView.Read, id), work.Ct) is { } link
        ? Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(link, PairJson.Default.LinkView)) : Answer.NotFound("link", id);

    public static async Task<Answer> CountAsync(Work work, SyncDatabase database)
    {
        var counts = await database.Store.AskAsync(
            reader => reader.QueryAsync(
                """
                select flow, kind, path, state, count(*) from pair_conflicts where state <> 'settled'
                group by flow, kind, path, state order by 5 desc, flow, path limit 1000
                """,
                static row => new ConflictCount(row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Int64(4))),
            work.Ct);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(new ConflictCounts(counts), PairJson.Default.ConflictCounts));
    }

    private static void Map<T>(IEndpointRouteBuilder routes, string path, string summary, ListReader<T> list) => routes.MapGet(
            path, (HttpRequest request, Work work, SyncDatabase database) => list.ReadAsync(database, request.Query, work).ToHttpAsync())
        .Needs(Permissions.SyncRead)
        .Describe(summary, Response.Page<T>(), Response.Error(400), list.Parameters());
}
