using System.Text.Json;
using CsvHelper;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Lockstep.Sync.Pairs.Http;

/// <summary>POST /sync/links/table</summary>
internal static class ImportLinks
{
    private const int ChunkSize = 200;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/links/table",
            (ImportLinksInput input, Work work, SyncDatabase database, PairLinks links, IOptions<PairOptions> options, IAuditTrail trail) =>
                RunAsync(input, work, database, links, options.Value, trail).ToHttpAsync())
        .Needs(Permissions.SyncWrite)
        .WithoutTimeLimit()
        .Describe(
            "Take over a table of ids that another integration kept; a row that was taken over before is known again",
            Body.Json("""{ "flow": "crm-shop", "links": [{ "leftId": "42", "rightId": "1017" }] }"""),
            Response.Of<ImportLinksResult>(200), Response.Error(400));

    public static async Task<Answer> RunAsync(
        ImportLinksInput input, Work work, SyncDatabase database, PairLinks links, PairOptions options, IAuditTrail trail)
    {
        var (flow, unknown) = links.Find(input.Flow);
        var (rows, fault) = Rows(input, options.ImportRowsMax);
        if ((unknown ?? fault) is { } refusal)
        {
            return refusal;
        }

        return await work.WorkOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(input, PairJson.Default.ImportLinksInput),
            async () =>
            {
                await trail.RecordAsync(new AuditEntry(work.Actor, "links:imported", $"flows/{flow!.Name}/links"), work.Ct);
                var verdicts = new List<LinkVerdict>(rows.Count);
                foreach (var chunk in rows.Chunk(ChunkSize))
                {
                    var first = verdicts.Count + 1;
                    verdicts.AddRange(await database.Store.WriteAsync(
                        async transaction =>
                        {
                            var made = new List<LinkVerdict>(chunk.Length);
                            foreach (var row in chunk)
                            {
                                made.Add(await TakeInAsync(links, transaction, flow, row, first + made.Count));
                            }

                            return made;
                        },
                        work.Ct));
                }

                var result = new ImportLinksResult(
                    verdicts.Count(static one => one.Verdict is "linked"), verdicts.Count(static one => one.Verdict is "known"),
                    verdicts.Count(static one => one.Verdict is "refused"), verdicts);
                return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(result, PairJson.Default.ImportLinksResult));
            });
    }

    private static async ValueTask<LinkVerdict> TakeInAsync(
        PairLinks links, Runtime.Storage.ITransaction transaction, Flow flow, LinkRowInput row, int number)
    {
        var errors = new Errors();
        LinkRecords.CheckId(errors, "leftId", row.LeftId);
        LinkRecords.CheckId(errors, "rightId", row.RightId);
        if (errors.ToText() is { } wrong)
        {
            return new LinkVerdict(number, "refused", wrong);
        }

        var (_, isNew, refusal) = await links.LinkAsync(transaction, flow, row.LeftId!, row.RightId!, PairLink.Imported);
        return new LinkVerdict(number, refusal is not null ? "refused" : isNew ? "linked" : "known", refusal?.ToText());
    }

    private static (IReadOnlyList<LinkRowInput> Rows, Refusal? Refusal) Rows(ImportLinksInput input, int most)
    {
        if (input.Links is null == input.Csv is null)
        {
            return ([], Refusal.Invalid("links", "Give links or csv, one of both."));
        }

        var (rows, fault) = input.Links is { } given ? (given, null) : ReadCsv(input.Csv!, most);
        return fault is not null ? ([], Refusal.Invalid("csv", fault))
            : rows.Count <= most ? (rows, null)
            : ([], Refusal.Invalid(input.Links is null ? "csv" : "links", $"Must have at most {most} rows (Pairs__ImportRowsMax)."));
    }

    private static (IReadOnlyList<LinkRowInput> Rows, string? Fault) ReadCsv(string text, int most)
    {
        var rows = new List<LinkRowInput>();
        try
        {
            using var csv = CsvReader.FromText(text, new CsvReaderOptions { HasHeader = false, TrackLineNumbers = true });
            var (left, right) = (-1, -1);
            while (csv.Read() && rows.Count <= most)
            {
                if (left < 0)
                {
                    var names = Enumerable.Range(0, csv.FieldCount).Select(csv.GetString).ToList();
                    (left, right) = (Place(names, "leftId"), Place(names, "rightId"));
                    if (left < 0 || right < 0)
                    {
                        return ([], "Must begin with a header that names leftId and rightId.");
                    }
                }
                else
                {
                    rows.Add(new LinkRowInput(Field(csv, left), Field(csv, right)));
                }
            }
        }
        catch (CsvFormatException error)
        {
            return ([], $"Must be CSV: {error.Message}");
        }

        return (rows, null);
    }

    private static int Place(List<string> names, string name) =>
        names.FindIndex(one => string.Equals(one.Trim(), name, StringComparison.OrdinalIgnoreCase));

    private static string? Field(CsvReader csv, int place) => place < csv.FieldCount ? csv.GetString(place) : null;
}
