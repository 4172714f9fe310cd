using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Imports;

/// <summary>What an upload may do: work on an import, or hear what became of it, or why it can't.</summary>
/// <param name="Run">The import, held for this upload.</param>
/// <param name="Finished">The import that its Idempotency-Key stands for, if the file is the same.</param>
/// <param name="Refusal">Why neither.</param>
internal sealed record Begun(HeldRun? Run = null, ImportRun? Finished = null, Refusal? Refusal = null);

/// <summary>
/// Which upload works on which import. A lease holds the import for as long as the upload lasts; when the process dies or the client is
/// gone it is free again, and the import can be continued.
/// </summary>
internal sealed class ImportRuns(ImportKind kind, ModuleDatabase database, Instance instance, IdSource ids, LeaseOptions leases)
{
    private readonly ImportTable _table = new(kind.Resource);

    /// <summary>What the second of two uploads of one run hears.</summary>
    public static Refusal Busy { get; } = new(
        RefusalCode.Conflict, "Another upload of this run is at work; wait for it, or use another name.",
        RetryAfter: TimeSpan.FromSeconds(1));

    /// <summary>What an upload hears that is not the one its run or key stands for.</summary>
    /// <param name="order">What is asked.</param>
    /// <param name="run">The import that there is.</param>
    /// <param name="other">What is other.</param>
    public static Refusal Other(ImportOrder order, ImportRun run, string other) => order.Run is { } name && !run.IsFinished
        ? Refusal.Of(
            RefusalCode.Conflict, "run",
            $"The run {Runtime.Values.Printable.Clean(name)} was interrupted after {run.Counts.Rows} rows, and {other}. "
            + "Send what it began with, or use another name, or say start=over to begin anew; the rows that are in stay.")
        : Refusal.Of(
            RefusalCode.KeyReused, "Idempotency-Key",
            $"Under this key another import was sent, and {other}; use another key.");

    /// <summary>Begins an import or goes on with an interrupted one.</summary>
    public async Task<Begun> BeginAsync(ImportOrder order, string ignored, CancellationToken ct)
    {
        while (true)
        {
            // 1. Found or made in one commit: of two uploads under one name or key the unique indexes let one make it, the other finds it.
            var (found, refusal) = await database.Store.WriteAsync(transaction => FindOrAddAsync(transaction, order, ignored), ct);
            if (refusal is not null || found is null or { IsFinished: true })
            {
                return new Begun(Finished: found, Refusal: refusal);
            }

            // 2. Held. When we die between 1 and 2 there is an import without a row, which the next upload of the name takes up.
            var lease = await TakeAsync(found, ct);
            if (lease is null)
            {
                return new Begun(Refusal: Busy);
            }

            // The upload that held it may have finished the import just before the lease was free.
            if (await FindAsync(found.Id, ct) is { IsFinished: false } current)
            {
                return new Begun(new HeldRun(current, lease, database, leases.Renewal));
            }

            await lease.ReleaseAsync(database.Store, ct);
        }
    }

    /// <summary>Holds an import for its undo; null while an upload of it, or the undo in another process, has it.</summary>
    public async Task<HeldRun?> HoldAsync(ImportRun run, CancellationToken ct) =>
        await TakeAsync(run, ct) is { } lease ? new HeldRun(run, lease, database, leases.Renewal) : null;

    /// <summary>Marks the import as finished.</summary>
    /// <exception cref="LeaseLostException">Another upload went on with it.</exception>
    public async Task<ImportRun> FinishAsync(HeldRun run, long rows, ReadSoFar read) => await database.Store.WriteAsync(
        async transaction =>
        {
            var now = database.Clock.GetUtcNow();
            if (!await ImportTable.FinishAsync(transaction, run.Start.Key, rows, read, now))
            {
                throw new LeaseLostException(ImportTable.LeaseName(run.Start.Key));
            }

            // Nobody goes on with a finished import: its lease would be a row for ever. An undo makes a new one.
            await transaction.ExecuteAsync("delete from leases where name = $1", ImportTable.LeaseName(run.Start.Key));
            return (await _table.FindAsync(transaction, run.Start.Id, now))!;
        },
        CancellationToken.None);

    /// <summary>Forgets an import of whose file not a row could be read; one with rows stays.</summary>
    public async Task ForgetAsync(HeldRun run) =>
        await database.Store.WriteAsync(transaction => ImportTable.ForgetAsync(transaction, run.Start.Key), CancellationToken.None);

    public ValueTask<ImportRun?> FindAsync(long id, CancellationToken ct) =>
        database.Store.ReadAsync(reader => _table.FindAsync(reader, id, database.Clock.GetUtcNow()), ct);

    /// <summary>The newest imports, the newest first.</summary>
    public ValueTask<IReadOnlyList<ImportRun>> ListNewestAsync(int limit, CancellationToken ct) =>
        database.Store.ReadAsync(reader => _table.ListNewestAsync(reader, limit, database.Clock.GetUtcNow()), ct);

    /// <summary>The newest import under a name.</summary>
    public ValueTask<ImportRun?> FindNewestAsync(string run, CancellationToken ct) =>
        database.Store.ReadAsync(reader => _table.FindNewestAsync(reader, run, database.Clock.GetUtcNow()), ct);

    private Task<Lease?> TakeAsync(ImportRun run, CancellationToken ct) => Lease.TryAcquireAsync(
        database.Store, ImportTable.LeaseName(run.Key), $"{instance.Name}:{ids.Next():N}", leases, database.Clock, ct);

    private async ValueTask<(ImportRun? Run, Refusal? Refusal)> FindOrAddAsync(ITransaction transaction, ImportOrder order, string ignored)
    {
        var now = database.Clock.GetUtcNow();
        var known = order.RequestKey is null ? null : await _table.FindRequestAsync(transaction, order.RequestKey, now);
        known ??= order.Run is null ? null : await _table.FindOpenAsync(transaction, order.Run, now);
        if (known is { IsFinished: false } && order.StartsOver)
        {
            if (known.IsHeld)
            {
                return (null, Busy);
            }

            await ImportTable.GiveUpAsync(transaction, known.Key);
            known = null;
        }

        if (known is null)
        {
            return (await _table.FindAsync(transaction, await _table.AddAsync(transaction, order, ignored, now), now), null);
        }

        var options = order.Options();

        // Not a row is in, so nothing is mixed when it is asked for in another way than before.
        if (known is { IsFinished: false, Counts.Rows: 0 })
        {
            if (known.IsHeld)
            {
                return (null, Busy);
            }

            await ImportTable.AskAnewAsync(transaction, known.Key, options);
            return (known, null);
        }

        return known.Options is null || known.Options.AsSpan().SequenceEqual(options)
            ? (known, null)
            : (null, Other(order, known, "with other parameters, like map, source, charset, separator or decimal"));
    }
}
