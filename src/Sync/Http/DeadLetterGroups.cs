using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.Http;

/// <summary>GET /sync/dead-letters/groups</summary>
internal static class DeadLetterGroups
{
    private const int SizeMax = 500;
    private const int SizeDefault = 50;
    private const int TextMax = 200;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/dead-letters/groups",
            (HttpRequest request, Work work, SyncDatabase database) => RunAsync(request.Query, work, database).ToHttpAsync())
        .Needs(Permissions.SyncRead)
        .Describe(
            "Count dead letters that died of the same, the most frequent first, each with one of them",
            Response.Of<DeadLetterGroupList>(200), Response.Error(400),
            [
                new QueryParameter("flow", "Only of this flow"),
                new QueryParameter("cause", "Only with this cause") { Words = Causes.Words },
                new QueryParameter("size", $"Groups of the answer, 1 to {SizeMax}; {SizeDefault} by default")
                {
                    Format = QueryParameter.Whole,
                },
            ]);

    public static async Task<Answer> RunAsync(IQueryCollection query, Work work, SyncDatabase database)
    {
        var errors = new Errors();
        var (flow, cause) = ((string?)query["flow"], (string?)query["cause"]);
        var size = query.Number("size", 1, SizeMax, SizeDefault, errors);
        TextRules.Check(errors, "flow", flow, TextMax);
        if (cause is not null && !Causes.Words.Contains(cause, StringComparer.Ordinal))
        {
            errors.Add("cause", $"Must be one of {string.Join(", ", Causes.Words)}.");
        }

        foreach (var name in query.Keys.Where(static name => name is not ("flow" or "cause" or "size")))
        {
            errors.Add(name, "Is not a parameter here; there are flow, cause and size.");
        }

        if (errors.ToRefusal() is { } refusal)
        {
            return refusal;
        }

        var groups = await database.Store.ReadAsync(reader => FindAsync(reader, flow, cause, size + 1), work.Ct);
        var list = new DeadLetterGroupList([.. groups.Take((int)size)], groups.Count > size);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(list, SyncJson.Default.DeadLetterGroupList));
    }

    private static ValueTask<IReadOnlyList<DeadLetterGroup>> FindAsync(IReader reader, string? flow, string? cause, long limit) =>
        reader.QueryAsync(
        """
        select g.flow, d.target, g.cause, g.fingerprint, g.amount, g.first_at, g.last_at, d.id, d.subject, d.message
        from (
          select fingerprint, flow, cause, count(*) as amount, min(finished_at) as first_at, max(finished_at) as last_at, max(id) as example
          from deliveries where state = 'dead' and ($1 is null or flow = $1) and ($2 is null or cause = $2)
          group by fingerprint, flow, cause order by amount desc, example limit $3) as g
        join deliveries d on d.id = g.example order by g.amount desc, g.example
        """,
        static row => new DeadLetterGroup(
            row.Text(0), row.Text(1), row.TextOrNull(2), row.TextOrNull(3), row.Int64(4), row.Instant(5), row.Instant(6),
            new DeadLetterExample(row.Int64(7), row.Text(8), row.TextOrNull(9))),
        flow, cause, limit);
}
