using System.Globalization;
using System.Text;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Imports;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Crm.Import;

/// <summary>GET /customers/imports/{id}/verdicts</summary>
internal static class ReadVerdicts
{
    private static readonly string[] Outcomes = ["created", "updated", "unchanged", "refused"];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/imports/{id:long}/verdicts", HandleAsync)
        .Needs(Permissions.CustomersRead)
        .WithoutTimeLimit()
        .Describe(
            "What became of each row of an import, as CSV: row, outcome, customerId, message, line", Response.Text(200, "text/csv"), Response.Error(400, 404),
            [new QueryParameter("outcome", "Only rows that were created, updated, unchanged or refused")]);

    private static async Task HandleAsync(
        long id, HttpContext context, ImportRuns runs, [FromKeyedServices(CrmModule.Key)] ModuleDatabase database, IOptions<ImportOptions> options)
    {
        var outcome = context.Request.Query["outcome"] is [{ Length: > 0 } given] ? given : null;
        if (outcome is not null && !Outcomes.Contains(outcome, StringComparer.Ordinal))
        {
            await ((Answer)Problem.Invalid("outcome", $"Must be one of {string.Join(", ", Outcomes)}.")).ExecuteAsync(context);
            return;
        }

        if (await runs.FindAsync(id, context.RequestAborted) is null)
        {
            await Answer.NotFound("import", id).ExecuteAsync(context);
            return;
        }

        var after = 0L;
        await CsvDownload.SendAsync(context, $"import-{id}-verdicts.csv", "row,outcome,customerId,message,line", async lines =>
        {
            var rows = await database.Store.ReadAsync(reader => ReadAsync(reader, id, after, outcome, options.Value.ReadRows), context.RequestAborted);
            foreach (var row in rows)
            {
                Append(lines, row);
                after = row.Number;
            }

            return rows.Count == options.Value.ReadRows;
        });
    }

    private static ValueTask<IReadOnlyList<VerdictRow>> ReadAsync(IReader reader, long import, long after, string? outcome, int limit) =>
        reader.QueryAsync(
            """
            select row, outcome, customer_id, message, line from import_rows
            where import_id = $1 and row > $2 and ($3 is null or outcome = $3) order by row limit $4
            """,
            static row => new VerdictRow(row.Int64(0), row.Text(1), row.Int64OrNull(2), row.TextOrNull(3), row.Int64(4)),
            import, after, outcome, limit);

    private static void Append(StringBuilder lines, VerdictRow row)
    {
        lines.Append(CultureInfo.InvariantCulture, $"{row.Number},{row.Outcome},{row.Customer},");
        CsvText.Append(lines, row.Message);
        lines.Append(CultureInfo.InvariantCulture, $",{row.Line}\n");
    }

    private sealed record VerdictRow(long Number, string Outcome, long? Customer, string? Message, long Line);
}
