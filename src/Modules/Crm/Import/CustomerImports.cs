using System.Text.Json;
using Lockstep.Crm.Customers;
using Lockstep.Runtime;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Crm.Import;

/// <summary>
/// Imports customers from a stream of any size in constant memory. Rows are committed in batches, each in one commit with all it leaves
/// behind: customers, histories, events, verdicts and how far the import is. After a crash the import goes on exactly there.
/// </summary>
internal sealed partial class CustomerImports(
    [FromKeyedServices(CrmModule.Key)] ModuleDatabase database, ImportRuns runs, IOptions<ImportOptions> options, ILogger<CrmModule> logger)
{
    /// <summary>Runs an import to the end of the stream.</summary>
    /// <exception cref="OperationCanceledException">It was stopped; what is committed stays, and the same run goes on after it.</exception>
    public async Task<Answer> RunAsync(ImportOrder order, Stream bytes, CancellationToken ct)
    {
        var errors = new Errors();
        IRowReader? reader = order.IsNdjson
            ? new NdjsonRows(bytes, order.Names, order.Source)
            : await CsvRows.OpenAsync(new TextSource(bytes, order.Charset), order.Names, order.Source, errors, ct);
        if (reader is null)
        {
            return errors.ToProblem()!;
        }

        var (run, answer) = await runs.BeginAsync(order, Ignored(reader), ct);
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
        Begins(logger, run.Start.Id, done);
        try
        {
            var rows = await WriteAllAsync(run, order, reader, done, ct);
            var finished = await runs.FinishAsync(run, rows, Ignored(reader));
            var counts = finished.Counts;
            Finished(logger, finished.Id, counts.Rows, counts.Created, counts.Updated, counts.Unchanged, counts.Refused);
            return Answer.Ok(ImportView.ToJson(finished));
        }
        catch (LeaseLostException)
        {
            return ImportRuns.Busy;
        }
        catch (Exception error)
        {
            Interrupted(logger, run.Start.Id, error.Message);
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
        try
        {
            while (await ReadBatchAsync(reader, done, ct) is { Count: > 0 } rows)
            {
                await (database.Store.Dialect.HasConcurrentWrites ? newer : older);
                var batch = new ImportBatch(database, run.Start.Id, order.Actor, done, rows, Ignored(reader));
                (older, newer) = (newer, database.Store.WriteAsync(batch.WriteAsync, CancellationToken.None));
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

    /// <summary>The next rows after those that are committed already.</summary>
    private async ValueTask<List<ImportRow>> ReadBatchAsync(IRowReader reader, long done, CancellationToken ct)
    {
        var rows = new List<ImportRow>(options.Value.BatchRows);
        while (rows.Count < options.Value.BatchRows && await reader.ReadAsync(ct) is { } row)
        {
            if (row.Number > done)
            {
                rows.Add(row);
            }
        }

        return rows;
    }

    private static string Ignored(IRowReader reader) => JsonSerializer.Serialize(reader.Ignored, ImportJson.Wire.IReadOnlyCollectionString);

    [LoggerMessage(2100, LogLevel.Information, "import {Id} begins after row {Row}")]
    private static partial void Begins(ILogger logger, long id, long row);

    [LoggerMessage(2101, LogLevel.Information,
        "import {Id} finished: {Rows} rows, {Created} created, {Updated} updated, {Unchanged} unchanged, {Refused} refused")]
    private static partial void Finished(ILogger logger, long id, long rows, long created, long updated, long unchanged, long refused);

    [LoggerMessage(2102, LogLevel.Warning, "import {Id} was interrupted and can be continued: {Reason}")]
    private static partial void Interrupted(ILogger logger, long id, string reason);
}
