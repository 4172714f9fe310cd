using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Imports;

/// <summary>GET /customers/imports/{id}/undo and GET /customers/imports/{id}/undo/verdicts, and the same of other resources</summary>
internal static class ReadUndo
{
    public static void Map<TTarget>(IEndpointRouteBuilder routes, string permission) where TTarget : class, IImportTarget
    {
        routes.MapGet(
            "/imports/{id:long}/undo",
            (long id, Work work, IServiceProvider services) => ByIdAsync<TTarget>(id, work, services).ToHttpAsync())
            .Needs(permission)
            .Describe("How far the undo of an import is", Response.Of<UndoView>(200), Response.Error(404));
        routes.MapGet("/imports/{id:long}/undo/verdicts", ListAsync<TTarget>)
            .Needs(permission)
            .WithoutTimeLimit()
            .Describe(
                $"What the undo of an import did to each record, as CSV: {Header<TTarget>().Replace(",", ", ", StringComparison.Ordinal)}",
                Response.Text(200, "text/csv"), Response.Error(400, 404),
                [new QueryParameter("outcome", "Only records that were deleted, restored, cancelled or kept")]);
    }

    private static string Header<TTarget>() where TTarget : class, IImportTarget => $"row,outcome,{TTarget.Kind.Record}Id,message,line";

    private static async Task<Answer> ByIdAsync<TTarget>(long id, Work work, IServiceProvider services) where TTarget : class, IImportTarget
    {
        var (run, undo) = await FindAsync<TTarget>(id, services, work.Ct);
        return run is null ? Answer.NotFound("import", id)
            : undo is null ? NotUndone(id)
            : Answer.Ok(UndoAnswer.ToJson(undo, TTarget.Kind, run.Id));
    }

    private static Refusal NotUndone(long id) => new(RefusalCode.NotFound, $"Nobody asked to have import {id} undone.");

    private static async Task<(ImportRun? Run, ImportUndo? Undo)> FindAsync<TTarget>(
        long id, IServiceProvider services, CancellationToken ct) where TTarget : class, IImportTarget
    {
        if (await services.GetRequiredService<Importer<TTarget>>().Runs.FindAsync(id, ct) is not { } run)
        {
            return (null, null);
        }

        var store = services.GetRequiredService<TTarget>().Database.Store;
        return (run, await store.ReadAsync(reader => UndoTable.FindAsync(reader, run.Key), ct));
    }

    private static async Task ListAsync<TTarget>(long id, HttpContext context) where TTarget : class, IImportTarget
    {
        var outcome = context.Request.Query["outcome"] is [{ Length: > 0 } given] ? given : null;
        if (outcome is not null && !UndoTable.Words.Contains(outcome, StringComparer.Ordinal))
        {
            await ((Answer)Refusal.Invalid("outcome", $"Must be one of {string.Join(", ", UndoTable.Words)}.")).SendAsync(context);
            return;
        }

        var services = context.RequestServices;
        var (run, undo) = await FindAsync<TTarget>(id, services, context.RequestAborted);
        if (run is null || undo is null)
        {
            await (run is null ? Answer.NotFound("import", id) : NotUndone(id)).SendAsync(context);
            return;
        }

        var after = 0L;
        var limit = services.GetRequiredService<IOptions<ImportOptions>>().Value.ReadRows;
        var store = services.GetRequiredService<TTarget>().Database.Store;
        await CsvDownload.SendAsync(context, CsvDownload.Named($"import-{id}-undo.csv"), Header<TTarget>(), async lines =>
        {
            // Page by page, each read by itself: a slow client must not keep a snapshot open for hours.
            var rows = await store.AskAsync(
                reader => UndoTable.ReadAsync(reader, run.Key, after, outcome, limit), context.RequestAborted);
            foreach (var row in rows)
            {
                lines.Add(row.Row).Add(row.Outcome).Add(row.RecordId).Add(row.Message).Add(row.Line).End();
                after = row.Row;
            }

            return rows.Count == limit;
        });
    }
}
