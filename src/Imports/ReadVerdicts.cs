using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Imports;

/// <summary>GET /customers/imports/{id}/verdicts, and the same of other resources</summary>
internal static class ReadVerdicts
{
    private const decimal Scale = 10_000m;
    private static readonly string[] Outcomes = ["created", "updated", "unchanged", "refused"];

    public static void Map<TTarget>(IEndpointRouteBuilder routes, string permission) where TTarget : class, IImportTarget =>
        routes.MapGet("/imports/{id:long}/verdicts", HandleAsync<TTarget>)
            .Needs(permission)
            .WithoutTimeLimit()
            .Describe(
                $"What became of each row of an import, as CSV: {TTarget.Kind.Header.Replace(",", ", ", StringComparison.Ordinal)}",
                Response.Text(200, "text/csv"), Response.Error(400, 404),
                [new QueryParameter("outcome", "Only rows that were created, updated, unchanged or refused")]);

    private static async Task HandleAsync<TTarget>(long id, HttpContext context) where TTarget : class, IImportTarget
    {
        var outcome = context.Request.Query["outcome"] is [{ Length: > 0 } given] ? given : null;
        if (outcome is not null && !Outcomes.Contains(outcome, StringComparer.Ordinal))
        {
            await ((Answer)Refusal.Invalid("outcome", $"Must be one of {string.Join(", ", Outcomes)}.")).SendAsync(context);
            return;
        }

        var services = context.RequestServices;
        var imports = services.GetRequiredService<Importer<TTarget>>();
        if (await imports.Runs.FindAsync(id, context.RequestAborted) is not { } run)
        {
            await Answer.NotFound("import", id).SendAsync(context);
            return;
        }

        var after = 0L;
        var limit = services.GetRequiredService<IOptions<ImportOptions>>().Value.ReadRows;
        var target = services.GetRequiredService<TTarget>();
        await CsvDownload.SendAsync(context, CsvDownload.Named($"import-{id}-verdicts.csv"), TTarget.Kind.Header, async lines =>
        {
            // Page by page, each read by itself: a slow client must not keep a snapshot open for hours.
            var rows = await target.Database.Store.AskAsync(
                reader => ImportTable.ReadVerdictsAsync(reader, run.Key, after, outcome, limit), context.RequestAborted);
            foreach (var row in rows)
            {
                Append(lines, row, TTarget.Kind.HasAmounts);
                after = row.Number;
            }

            return rows.Count == limit;
        });
    }

    private static void Append(CsvLines lines, VerdictRow row, bool hasAmount)
    {
        lines.Add(row.Number).Add(row.Outcome).Add(row.RecordId).Add(row.Message).Add(row.Line);
        _ = hasAmount ? lines.Add(row.Amount / Scale).End() : lines.End();
    }
}
