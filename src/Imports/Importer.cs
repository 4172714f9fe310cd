using System.Text.Json;
using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.UseCases;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Imports;

/// <summary>
/// Imports a resource from a stream of any size in constant memory. Rows are committed in batches, each in one commit with all it leaves
/// behind: records, histories, events, verdicts and how far the import is. After a crash the import goes on exactly there.
/// </summary>
public sealed partial class Importer<TTarget> where TTarget : class, IImportTarget
{
    private const string OtherRows = "its file began with other rows than this one";
    private readonly TTarget _target;
    private readonly ImportOptions _options;
    private readonly ILogger<TTarget> _logger;

    /// <summary>Made by the container.</summary>
    public Importer(
        TTarget target, Instance instance, IdSource ids, IOptions<LeaseOptions> leases, IOptions<ImportOptions> options,
        ILogger<TTarget> logger)
    {
        (_target, _options, _logger) = (target, options.Value, logger);
        Runs = new ImportRuns(TTarget.Kind, target.Database, instance, ids, leases.Value);
    }

    internal ImportRuns Runs { get; }

    /// <summary>Runs an import to the end of the stream.</summary>
    /// <exception cref="OperationCanceledException">It was stopped; what is committed stays, and the same run goes on after it.</exception>
    public async Task<Answer> RunAsync(ImportOrder order, Stream bytes, CancellationToken ct)
    {
        try
        {
            // Opened before anything is noted down: a file that can't be read leaves no import behind.
            using var reader = await Upload.OpenAsync(order, bytes, _options, ct);
            var (run, finished, refusal) = await Runs.BeginAsync(order, Read(reader).Ignored, ct);
            if (run is null)
            {
                return finished is null ? refusal! : await RepeatAsync(order, finished, reader, ct);
            }

            await using (run)
            {
                return await RunAsync(run, order, reader, ct);
            }
        }
        catch (UnreadableException error)
        {
            return error.Refusal;
        }
    }

    /// <summary>What a finished import hears again under its Idempotency-Key, when it is the same file.</summary>
    private async Task<Answer> RepeatAsync(ImportOrder order, ImportRun finished, IRowReader reader, CancellationToken ct)
    {
        // All of it is read again: who sends another file under the same key must not be told that it is in.
        var rows = new BatchReader(_target, reader, 1);
        var isSame = finished.Options is null
            || (await rows.SkipAsync(finished.Counts.Rows, finished.Taken, ct) && await rows.IsAtEndAsync(ct));
        return isSame ? Answer.Ok(ImportView.ToJson(finished, _target)) : ImportRuns.Other(order, finished,
            "its file was another one");
    }

    private async Task<Answer> RunAsync(HeldRun run, ImportOrder order, IRowReader reader, CancellationToken ct)
    {
        var start = run.Start;
        if (!order.IsQuiet)
        {
            Begins(_logger, start.Id, TTarget.Kind.Resource, start.Counts.Rows);
        }

        try
        {
            var batches = Batches(start, reader);
            if (!await batches.SkipAsync(start.Counts.Rows, start.Taken, ct))
            {
                return ImportRuns.Other(order, start, OtherRows);
            }

            var rows = await WriteAllAsync(start, order, batches, reader, ct);
            var finished = await Runs.FinishAsync(run, rows, Read(reader));
            TellEnd(order, finished);
            return Answer.Ok(ImportView.ToJson(finished, _target));
        }
        catch (LeaseLostException)
        {
            return ImportRuns.Busy;
        }
        catch (UnreadableException error)
        {
            // Without a row it is forgotten, so that its name and key are free for the file as it should be; with rows it can go on.
            await Runs.ForgetAsync(run);
            throw await Runs.FindAsync(start.Id, CancellationToken.None) is { Counts.Rows: > 0 and var rows } ? error.Behind(rows) : error;
        }
        catch (Exception error)
        {
            Interrupted(_logger, start.Id, TTarget.Kind.Resource, error.Message);
            throw;
        }
    }

    private BatchReader Batches(ImportRun start, IRowReader reader)
    {
        // Begun by a version that counted blank rows too; passed over now, they would shift the place at which it goes on.
        if (start.Options is null)
        {
            reader.CountBlankRows();
        }

        return new BatchReader(_target, reader, _options.BatchRows * _target.RowsOfRecord);
    }

    private void TellEnd(ImportOrder order, ImportRun finished)
    {
        if (!order.IsQuiet)
        {
            var counts = finished.Counts;
            Finished(
                _logger, finished.Id, TTarget.Kind.Resource, counts.Rows, counts.Created, counts.Updated, counts.Unchanged,
                counts.Refused);
        }
    }

    /// <summary>
    /// Reads one batch while at most two others are being committed: the writer never waits for the reader, and a client that sends faster
    /// than the disk writes is held back by its own connection. Where writes overlap only one is: each batch goes on where the last one
    /// ended.
    /// </summary>
    private async Task<long> WriteAllAsync(ImportRun run, ImportOrder order, BatchReader batches, IRowReader reader, CancellationToken ct)
    {
        var (older, newer) = (Task.CompletedTask, Task.CompletedTask);
        var done = run.Counts.Rows;
        var work = _target.Begin(order, run.Id);
        try
        {
            while (await batches.ReadAsync(ct) is { Rows.Count: > 0 } rows)
            {
                var batch = new ImportBatch(
                    _target, work, run.Key, done, rows, Read(reader), (row, error) => RowRefused(_logger, row, run.Id,
                        TTarget.Kind.Resource, error));
                var ready = await batch.PrepareAsync(ct);
                await (_target.Database.Store.Dialect.HasConcurrentWrites ? newer : older);
                (older, newer) = (newer, batch.CommitAsync(ready, newer));
                done += rows.Rows.Count;
            }
        }
        finally
        {
            // Nobody may take the run over while a batch of it is still on its way to the disk.
            await Task.WhenAll(older, newer);
        }

        return done;
    }

    private static ReadSoFar Read(IRowReader reader) => new(
        JsonSerializer.Serialize(reader.Ignored, ImportJson.Wire.IReadOnlyCollectionString),
        JsonSerializer.Serialize(reader.ReadAs, ImportJson.Wire.ReadAs));

    [LoggerMessage(2100, LogLevel.Information, "import {Id} of {Resource} begins after row {Row}")]
    private static partial void Begins(ILogger logger, long id, string resource, long row);

    [LoggerMessage(
        2101, LogLevel.Information,
        "import {Id} of {Resource} finished: {Rows} rows, {Created} created, {Updated} updated, {Unchanged} unchanged, {Refused} refused")]
    private static partial void Finished(
        ILogger logger, long id, string resource, long rows, long created, long updated, long unchanged, long refused);

    [LoggerMessage(2102, LogLevel.Warning, "import {Id} of {Resource} was interrupted and can be continued: {Reason}")]
    private static partial void Interrupted(ILogger logger, long id, string resource, string reason);

    [LoggerMessage(2104, LogLevel.Warning, "row {Row} of import {Id} of {Resource} can't be written and is refused")]
    private static partial void RowRefused(ILogger logger, long row, long id, string resource, Exception error);
}
