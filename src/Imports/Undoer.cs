using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Imports;

/// <summary>
/// Undoes the imports of a resource for which somebody asked, one process at a time, held by the lease that also keeps uploads away. First
/// the records are written down, then they are taken back, part by part, each part in one commit with what became of it: after a crash it
/// goes on exactly there.
/// </summary>
internal sealed partial class Undoer<TTarget>(
    TTarget target, Importer<TTarget> imports, IOptions<ImportOptions> options, IOptions<LeaseOptions> leases, ILogger<TTarget> logger)
    : BackgroundService
    where TTarget : class, IImportTarget
{
    /// <summary>How many rows are written down in one commit: one statement, which is quick.</summary>
    private const int PlanRows = 10_000;

    private IStore Store => target.Database.Store;

    /// <summary>Rung behind each commit that asks for an undo.</summary>
    public static string Topic => $"import-undos {TTarget.Kind.Resource}";

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (target.Undo is not { } undo)
        {
            return Task.CompletedTask;
        }

        // Not only at a ring: who held an import may have died, and its lease runs out.
        var pause = new Pause(leases.Value.Renewal, target.Database.Clock, Store.Signals.On(Topic));
        return Rounds.RunAsync(
            ct => RunOpenAsync(undo, ct), error => Failed(logger, TTarget.Kind.Resource, error.Message), pause, stoppingToken);
    }

    private async Task RunOpenAsync(IImportUndo undo, CancellationToken ct)
    {
        foreach (var id in await Store.ReadAsync(static reader => UndoTable.ListOpenAsync(reader, TTarget.Kind.Resource), ct))
        {
            try
            {
                await RunAsync(id, undo, ct);
            }
            catch (Exception error) when (error is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                // The others must not wait behind one that can't be done.
                Failed(logger, TTarget.Kind.Resource, error.Message);
            }
        }
    }

    private async Task RunAsync(long id, IImportUndo undo, CancellationToken ct)
    {
        if (await imports.Runs.FindAsync(id, ct) is not { } run || await imports.Runs.HoldAsync(run, ct) is not { } held)
        {
            return;
        }

        await using (held)
        {
            // Looked at again under the lease: another process may have finished it since the list was read.
            if (await Store.ReadAsync(reader => UndoTable.FindAsync(reader, run.Key), ct) is not { IsFinished: false } begun)
            {
                return;
            }

            await PlanAsync(held, begun, ct);
            await TakeBackAsync(held, begun, undo, ct);
            await WriteAsync(
                held, transaction => UndoTable.FinishAsync(transaction, run.Key, target.Database.Clock.GetUtcNow()), ct);
            if (await Store.ReadAsync(reader => UndoTable.FindAsync(reader, run.Key), ct) is { Counts: var counts })
            {
                Finished(
                    logger, id, TTarget.Kind.Resource, counts.Deleted, counts.Restored, counts.Cancelled, counts.Kept);
            }
        }
    }

    private async Task PlanAsync(HeldRun held, ImportUndo begun, CancellationToken ct)
    {
        if (begun.Records is not null)
        {
            return;
        }

        // All records are written down before the first is taken back: one can have rows at both ends of the file.
        for (var after = begun.Planned; after < held.Start.Counts.Rows; after += PlanRows)
        {
            var (from, until) = (after, Math.Min(after + PlanRows, held.Start.Counts.Rows));
            await WriteAsync(held, transaction =>
                UndoTable.PlanAsync(transaction, held.Start.Key, from, until, target.Database.Clock.GetUtcNow()), ct);
        }

        await WriteAsync(held, transaction => UndoTable.EndPlanAsync(transaction, held.Start.Key), ct);
    }

    private async Task TakeBackAsync(HeldRun held, ImportUndo begun, IImportUndo undo, CancellationToken ct)
    {
        var batch = new UndoBatch(
            target, undo, held.Start.Id, Work.Of(begun.Actor, ct),
            (record, error) => NotTakenBack(logger, record, held.Start.Id, TTarget.Kind.Resource, error));
        while (true)
        {
            ct.ThrowIfCancellationRequested();

            // Asked for anew each time: what is done is among them no more, whoever did it.
            var due = await Store.ReadAsync(reader => UndoTable.DueAsync(reader, held.Start.Key, options.Value.BatchRows), ct);
            if (due.Count == 0)
            {
                return;
            }

            await batch.CommitAsync(
                due, held.CheckAsync,
                (transaction, records, verdicts) => UndoTable.NoteAsync(
                    transaction, held.Start.Key, records, verdicts, target.Database.Clock.GetUtcNow()));
        }
    }

    private Task WriteAsync(HeldRun held, Func<ITransaction, ValueTask> write, CancellationToken ct) => Store.WriteAsync(
        async transaction =>
        {
            await held.CheckAsync(transaction);
            await write(transaction);
            return true;
        },
        ct);

    [LoggerMessage(
        2105, LogLevel.Information,
        "import {Id} of {Resource} is undone: {Deleted} deleted, {Restored} restored, {Cancelled} cancelled, {Kept} kept")]
    private static partial void Finished(
        ILogger logger, long id, string resource, long deleted, long restored, long cancelled, long kept);

    [LoggerMessage(2106, LogLevel.Warning, "imports of {Resource} can't be undone at the moment ({Reason}); it is tried again")]
    private static partial void Failed(ILogger logger, string resource, string reason);

    [LoggerMessage(2107, LogLevel.Warning, "record {Record} of import {Id} of {Resource} can't be taken back and is left as it is")]
    private static partial void NotTakenBack(ILogger logger, long record, long id, string resource, Exception error);
}
