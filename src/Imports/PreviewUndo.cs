using System.Text.Json;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Imports;

/// <summary>POST /customers/imports/{id}/undo/preview, and the same of other resources</summary>
internal static class PreviewUndo
{
    private const int RecordsMax = 1_000;
    private const int AtOnce = 100;
    private const int ReasonsMax = 20;

    public static void Map<TTarget>(IEndpointRouteBuilder routes, string permission) where TTarget : class, IImportTarget =>
        routes.MapPost(
            "/imports/{id:long}/undo/preview",
            (long id, Work work, IServiceProvider services) => RunAsync<TTarget>(id, work, services).ToHttpAsync())
        .Needs(permission)
        .Describe(
            $"Say what the undo of an import would do, looking at the records of its last rows, at most {RecordsMax}; nothing is changed",
            Response.Of<UndoPreview>(200), Response.Error(404, 409, 410));

    private static async Task<Answer> RunAsync<TTarget>(long id, Work work, IServiceProvider services) where TTarget : class, IImportTarget
    {
        var (run, refusal) = await StartUndo.FindAsync<TTarget>(id, work, services);
        if (run is null || (refusal = Refuse<TTarget>(run, services)) is not null)
        {
            return refusal!;
        }

        var preview = await LookAsync(services.GetRequiredService<TTarget>(), run, work);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(preview, ImportJson.Wire.UndoPreview));
    }

    private static Refusal? Refuse<TTarget>(ImportRun run, IServiceProvider services) where TTarget : class, IImportTarget =>
        run.Undo is null
            ? StartUndo.Refuse<TTarget>(run, services)
            : new Refusal(RefusalCode.Conflict, $"Import {run.Id} was undone already: {UndoAnswer.PathOf(TTarget.Kind, run.Id)}.");

    /// <summary>Each part is written as the undo writes it, and taken back.</summary>
    private static async Task<UndoPreview> LookAsync(IImportTarget target, ImportRun run, Work work)
    {
        var (records, count) = await target.Database.Store.ReadAsync(
            async reader => (
                await UndoTable.LookAsync(reader, run.Key, run.Counts.Rows, RecordsMax), await UndoTable.CountAsync(reader, run.Key)),
            work.Ct);
        var batch = new UndoBatch(target, target.Undo!, run.Id, work, static (_, _) => { });
        var (counts, reasons) = (UndoCounts.Of([]), new List<KeptRecord>());

        // In parts, each taken back by itself: one write of a thousand records would hold up all others.
        foreach (var part in records.Chunk(AtOnce))
        {
            var verdicts = await batch.TryAsync(part);
            counts = counts.Plus(UndoCounts.Of([.. verdicts]));
            reasons.AddRange(part.Zip(verdicts).Where(one => one.Second.Message is not null && reasons.Count < ReasonsMax)
                .Select(static one => new KeptRecord(one.First.Row, one.First.Id, one.Second.Message!)));
        }

        return new UndoPreview(
            count, records.Count, counts.Deleted, counts.Restored, counts.Cancelled, counts.Kept, [.. reasons.Take(ReasonsMax)]);
    }
}
