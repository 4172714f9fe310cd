using System.Text.Json;
using CsvHelper;
using Lockstep.Connectors.Sdk;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
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
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/links/table",
            (ImportLinksInput input, Work work, SyncDatabase database, PairLinks links, SideReader sides, IOptions<PairOptions> options,
                IAuditTrail trail) => RunAsync(input, work, database, links, sides, options.Value, trail).ToHttpAsync())
        .Needs(Permissions.SyncWrite)
        .WithoutTimeLimit()
        .Describe(
            "Take over a table of ids that another integration kept; a row that was taken over before is known again",
            Body.Json("""{ "flow": "crm-shop", "links": [{ "leftId": "42", "rightId": "1017" }] }"""),
            Response.Of<ImportLinksResult>(200), Response.Error(400));

    public static async Task<Answer> RunAsync(
        ImportLinksInput input, Work work, SyncDatabase database, PairLinks links, SideReader sides, PairOptions options, IAuditTrail trail)
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
                foreach (var chunk in rows.Chunk(ExistingRequest.IdsMax))
                {
                    // All that needs other systems, or counts, before the write: that one waits for nobody, and may run more than once.
                    var first = verdicts.Count + 1;
                    var missing = await MissingAsync(flow, chunk, sides, work.Ct);
                    verdicts.AddRange(await database.Store.WriteAsync(
                        async transaction =>
                        {
                            var made = new List<LinkVerdict>(chunk.Length);
                            foreach (var row in chunk)
                            {
                                made.Add(await TakeInAsync(links, transaction, flow, row, missing, first + made.Count));
                            }

                            return made;
                        },
                        work.Ct));
                }

                return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(Result(verdicts), PairJson.Default.ImportLinksResult));
            });
    }

    private static ImportLinksResult Result(IReadOnlyList<LinkVerdict> verdicts) => new(
        verdicts.Count(static one => one.Verdict is "linked"), verdicts.Count(static one => one.Verdict is "known"),
        verdicts.Count(static one => one.Verdict is "refused"), verdicts);

    /// <summary>Which of the records of some rows are not there; one of a system that can't say so is compared later, as ever.</summary>
    private static async Task<(IReadOnlyList<string> Left, IReadOnlyList<string> Right)> MissingAsync(
        Flow flow, IReadOnlyList<LinkRowInput> rows, SideReader sides, CancellationToken ct)
    {
        var sound = rows.Where(static row => Check(row).None).ToList();
        var (left, right) = (Ids(static row => row.LeftId!), Ids(static row => row.RightId!));
        return (await sides.MissingAsync(flow, flow.Pair!.Left, left, ct), await sides.MissingAsync(flow, flow.Pair.Right, right, ct));

        IReadOnlyList<string> Ids(Func<LinkRowInput, string> id) => [.. sound.Select(id).Distinct(StringComparer.Ordinal)];
    }

    private static Errors Check(LinkRowInput row)
    {
        var errors = new Errors();
        LinkRecords.CheckId(errors, "leftId", row.LeftId);
        LinkRecords.CheckId(errors, "rightId", row.RightId);
        return errors;
    }

    private static async ValueTask<LinkVerdict> TakeInAsync(
        PairLinks links, ITransaction transaction, Flow flow, LinkRowInput row,
        (IReadOnlyList<string> Left, IReadOnlyList<string> Right) missing, int number)
    {
        var errors = Check(row);
        if (errors.ToText() is { } wrong)
        {
            return new LinkVerdict(number, "refused", wrong);
        }

        if (missing.Left.Contains(row.LeftId, StringComparer.Ordinal))
        {
            LinkRecords.AddMissing(errors, "leftId", flow.Pair!.Left, row.LeftId!);
        }

        if (missing.Right.Contains(row.RightId, StringComparer.Ordinal))
        {
            LinkRecords.AddMissing(errors, "rightId", flow.Pair!.Right, row.RightId!);
        }

        var (_, isNew, refusal) = await links.LinkAsync(
            transaction, flow, row.LeftId!, row.RightId!, PairLink.Imported, errors.ToRefusal());
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

            // One row more than is allowed is read, which says that there are too many; the rest may be as long as it likes.
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
