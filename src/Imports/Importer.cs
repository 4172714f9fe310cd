using System.Text.Json;
using Lockstep.Runtime;
using Lockstep.Runtime.Http;
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
    private readonly TTarget _target;
    private readonly ImportOptions _options;
    private readonly ILogger<TTarget> _logger;

    /// <summary>Made by the container.</summary>
    public Importer(
        TTarget target, Instance instance, IdSource ids, IOptions<LeaseOptions> leases, IOptions<ImportOptions> options, ILogger<TTarget> logger)
    {
        (_target, _options, _logger) = (target, options.Value, logger);
        Runs = new ImportRuns(TTarget.Kind, target.Database, instance, ids, leases.Value);
    }

    internal ImportRuns Runs { get; }

    /// <summary>Runs an import to the end of the stream.</summary>
    /// <exception cref="OperationCanceledException">It was stopped; what is committed stays, and the same run goes on after it.</exception>
    public async Task<Answer> RunAsync(ImportOrder order, Stream bytes, CancellationToken ct)
    {
        var errors = new Errors();
        IRowReader? reader = order.IsNdjson
            ? new NdjsonRows(bytes, order.Names)
            : await CsvRows.OpenAsync(new TextSource(bytes, order.Charset), order.Names, errors, ct);
        if (reader is null)
        {
            return errors.ToRefusal()!;
        }

        var (run, answer) = await Runs.BeginAsync(order, Ignored(reader), ct);
        if (run is null)
        {
            return answer!;
        }

        await using (run)
        {
            return await RunAsync(run, order, reader, ct);
        }
    }

    private async Task<Answer> RunAsync(HeldRun run, ImportOrder order, IRowReader reader, CancellationToken ct)
    {
        var done = run.Start.Counts.Rows;
        if (!order.IsQuiet)
        {
            Begins(_logger, run.Start.Id, TTarget.Kind.Resource, done);
        }

        try
        {
            var rows = await WriteAllAsync(run, order, reader, done, ct);
            var finished = await Runs.FinishAsync(run, rows, Ignored(reader));
            if (!order.IsQuiet)
            {
                var counts = finished.Counts;
                Finished(
                    _logger, finished.Id, TTarget.Kind.Resource, counts.Rows, counts.Created, counts.Updated, counts.Unchanged,
                        counts.Refused);
            }

            return Answer.Ok(ImportView.ToJson(finished, TTarget.Kind));
        }
        catch (LeaseLostException)
        {
            return ImportRuns.Busy;
        }
        catch (Exception error)
        {
            Interrupted(_logger, run.Start.Id, TTarget.Kind.Resource, error.Message);
            throw;
        }
    }

    /// <summary>
    /// Reads one batch while at most two others are being committed: the writer never waits for the reader, and a client that sends faster
    /// than the disk writes is held back by its own connection. Where writes overlap only one is: each batch goes on where the last one ended.
    /// </summary>
    private async Task<long> WriteAllAsync(HeldRun run, ImportOrder order, IRowReader reader, long done, CancellationToken ct)
    {
        var (older, newer) = (Task.CompletedTask, Task.CompletedTask);
        var work = _target.Begin(order, run.Start.Id);
        var batches = new BatchReader(_target, reader, done, _options.BatchRows * _target.RowsOfRecord);
        try
        {
            while (await batches.ReadAsync(ct) is { Count: > 0 } rows)
            {
                var ready = await work.PrepareAsync(rows, ct);
                await (_target.Database.Store.Dialect.HasConcurrentWrites ? newer : older);
                var batch = new ImportBatch(_target, run.Start.Key, done, rows, ready, Ignored(reader));
                (older, newer) = (newer, batch.CommitAsync());
                done += rows.Count;
            }
        }
        finally
        {
            // Nobody may take the run over while a batch of it is still on its way to the disk.
            await Task.WhenAll(older, newer);
        }

        return done;
    }

    private static string Ignored(IRowReader reader) => JsonSerializer.Serialize(reader.Ignored, ImportJson.Wire.IReadOnlyCollectionString);

    [LoggerMessage(2100, LogLevel.Information, "import {Id} of {Resource} begins after row {Row}")]
    private static partial void Begins(ILogger logger, long id, string resource, long row);

    [LoggerMessage(2101, LogLevel.Information,
        "import {Id} of {Resource} finished: {Rows} rows, {Created} created, {Updated} updated, {Unchanged} unchanged, {Refused} refused")]
    private static partial void Finished(ILogger logger, long id, string resource, long rows, long created, long updated, long unchanged, long refused);

    [LoggerMessage(2102, LogLevel.Warning, "import {Id} of {Resource} was interrupted and can be continued: {Reason}")]
    private static partial void Interrupted(ILogger logger, long id, string resource, string reason);
}
