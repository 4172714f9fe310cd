using System.Globalization;
using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Merging;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Sync.FirstMatch.Http;

/// <summary>GET /sync/flows/{name}/first-match/rows, and the same as CSV at /rows.csv</summary>
internal static class ListFirstMatch
{
    private const int SizeMax = 1_000;
    private const int SizeDefault = 100;
    private const string Header = "side,id,label,verdict,partner,reason,candidates";
    private static readonly string[] Sides = ["left", "right"];

    private static readonly object[] Filters =
    [
        new QueryParameter("side", "Only records of this side") { Words = Sides },
        new QueryParameter("verdict", "Only records of which this is to become") { Words = [.. FirstMatchRecord.Verdicts] },
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(
                "/flows/{name}/first-match/rows",
                (string name, HttpRequest request, Work work, [FromServices] FirstMatches matches, SyncDatabase database) =>
                    RunAsync(name, request.Query, work, matches, database).ToHttpAsync())
            .Needs(Permissions.SyncRead)
            .Describe(
                "List the records of the newest first match of a flow, and what is to become of each",
                Response.Of<FirstMatchPage>(200), Response.Error(400, 404, 409),
                [
                    .. Filters, new QueryParameter("size", $"Records of a page, 1 to {SizeMax}; {SizeDefault} by default"),
                    new QueryParameter("after", "The value of next of the page before"),
                ]);
        routes.MapGet(
                "/flows/{name}/first-match/rows.csv",
                DownloadAsync)
            .Needs(Permissions.SyncRead)
            .WithoutTimeLimit()
            .Describe("The same as CSV, all of them", Response.Text(200, "text/csv"), Response.Error(400, 404, 409), Filters);
    }

    public static async Task<Answer> RunAsync(string name, IQueryCollection query, Work work, FirstMatches matches, SyncDatabase database)
    {
        var errors = new Errors();
        var (after, size) = (query.Number("after", 0, long.MaxValue, 0, errors), query.Number("size", 1, SizeMax, SizeDefault, errors));
        var (wanted, refusal) = Ask(query, errors);
        if ((refusal ?? (matches.Find(name).Refusal)) is { } refused)
        {
            return refused;
        }

        return await database.Store.ReadAsync(
            async reader =>
            {
                if (await FirstMatchTable.NewestAsync(reader, name) is not { } run)
                {
                    return None(name);
                }

                var rows = await FirstMatchRecords.ReadAsync(reader, run.Id, after, (int)size, wanted.Side, wanted.Verdict);
                var next = rows.Count == size ? rows[^1].Number.ToString(CultureInfo.InvariantCulture) : null;
                return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
                    new FirstMatchPage([.. rows.Select(RowOf)], next), FirstMatchJson.Default.FirstMatchPage));
            },
            work.Ct);
    }

    private static async Task<IResult> DownloadAsync(
        string name, HttpContext context, Work work, [FromServices] FirstMatches matches, SyncDatabase database)
    {
        var (wanted, refusal) = Ask(context.Request.Query, new Errors());
        var run = (refusal ?? matches.Find(name).Refusal) is null
            ? await database.Store.AskAsync(reader => FirstMatchTable.NewestAsync(reader, name), work.Ct) : null;
        if (run is null)
        {
            return ((Answer)(refusal ?? matches.Find(name).Refusal ?? None(name).Refusal!)).ToHttp();
        }

        long after = 0;
        await CsvDownload.SendAsync(context, CsvDownload.Named($"first-match-{name}.csv"), Header, async lines =>
        {
            var rows = await database.Store.ReadAsync(
                reader => FirstMatchRecords.ReadAsync(reader, run.Id, after, SizeMax, wanted.Side, wanted.Verdict), work.Ct);
            foreach (var row in rows.Select(RowOf))
            {
                lines.Add(row.Side).Add(row.Id).Add(row.Label).Add(row.Verdict).Add(row.Partner).Add(row.Reason)
                    .Add(string.Join("; ", row.Candidates.Select(Told))).End();
            }

            after = rows.Count > 0 ? rows[^1].Number : after;
            return rows.Count == SizeMax;
        });
        return Results.Empty;
    }

    private static ((Side? Side, string? Verdict) Wanted, Refusal? Refusal) Ask(IQueryCollection query, Errors errors)
    {
        var (side, verdict) = ((string?)query["side"], (string?)query["verdict"]);
        if (side is not null && !Sides.Contains(side, StringComparer.Ordinal))
        {
            errors.Add("side", "Must be left or right.");
        }

        if (verdict is not null && !FirstMatchRecord.Verdicts.Contains(verdict, StringComparer.Ordinal))
        {
            errors.Add("verdict", $"Must be one of {string.Join(", ", FirstMatchRecord.Verdicts)}.");
        }

        return ((side switch { "left" => Side.Left, "right" => Side.Right, _ => null }, verdict), errors.ToRefusal());
    }

    private static Answer None(string name) => new Refusal(RefusalCode.NotFound, $"There was no first match of {name} yet; start one.");

    private static FirstMatchRow RowOf(FirstMatchRecord row) => new(
        row.Side is Side.Left ? "left" : "right", row.Id, row.Label, row.Verdict ?? "", row.Partner, row.Reason,
        row.Candidates is null ? [] : JsonSerializer.Deserialize(row.Candidates, FirstMatchJson.Default.IReadOnlyListCandidateView)!);

    private static string Told(CandidateView one) =>
        string.Create(CultureInfo.InvariantCulture, $"{one.Id} ({one.Points:0.##}: {one.Why}{(one.IsTaken ? ", taken" : "")})");
}
