using Lockstep.Runtime;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Imports;

/// <summary>
/// Which upload works on which import. A lease holds the import for as long as the upload lasts; when the process dies or the client is gone it
/// is free again, and the import can be continued.
/// </summary>
internal sealed class ImportRuns(ImportKind kind, ModuleDatabase database, Instance instance, IdSource ids, LeaseOptions leases)
{
    private readonly ImportTable _table = new(kind.Resource);

    /// <summary>What the second of two uploads of one run hears.</summary>
    public static Answer Busy { get; } = new Refusal(
        RefusalCode.Conflict, "Another upload of this run is at work; wait for it, or use another name.",
        RetryAfter: TimeSpan.FromSeconds(1));

    /// <summary>Begins an import or goes on with an interrupted one; without a run, the answer says why not.</summary>
    public async Task<(HeldRun? Run, Answer? Answer)> BeginAsync(ImportOrder order, string ignored, CancellationToken ct)
    {
        while (true)
        {
            var found = await database.Store.WriteAsync(transaction => FindOrAddAsync(transaction, order, ignored), ct);
            if (found.IsFinished)
            {
                return (null, Answer.Ok(ImportView.ToJson(found, kind)));
            }

            var owner = $"{instance.Name}:{ids.Next():N}";
            var lease = await Lease.TryAcquireAsync(database.Store, ImportTable.LeaseName(found.Key), owner, leases, database.Clock, ct);
            if (lease is null)
            {
                return (null, Busy);
            }

            // The upload that held it may have finished the import just before the lease was free.
            if (await FindAsync(found.Id, ct) is { IsFinished: false } current)
            {
                return (new HeldRun(current, lease, database, leases.Renewal), null);
            }

            await lease.ReleaseAsync(database.Store, ct);
        }
    }

    /// <summary>Marks the import as finished.</summary>
    /// <exception cref="LeaseLostException">Another upload went on with it.</exception>
    public async Task<ImportRun> FinishAsync(HeldRun run, long rows, string ignored) => await database.Store.WriteAsync(
        async transaction =>
        {
            var now = database.Clock.GetUtcNow();
            if (!await ImportTable.FinishAsync(transaction, run.Start.Key, rows, ignored, now))
            {
                throw new LeaseLostException(ImportTable.LeaseName(run.Start.Key));
            }

            await transaction.ExecuteAsync("delete from leases where name = $1", ImportTable.LeaseName(run.Start.Key));
            return (await _table.FindAsync(transaction, run.Start.Id, now))!;
        },
        CancellationToken.None);

    public ValueTask<ImportRun?> FindAsync(long id, CancellationToken ct) =>
        database.Store.ReadAsync(reader => _table.FindAsync(reader, id, database.Clock.GetUtcNow()), ct);

    /// <summary>The newest import under a name.</summary>
    public ValueTask<ImportRun?> FindNewestAsync(string run, CancellationToken ct) =>
        database.Store.ReadAsync(reader => _table.FindNewestAsync(reader, run, database.Clock.GetUtcNow()), ct);

    private async ValueTask<ImportRun> FindOrAddAsync(ITransaction transaction, ImportOrder order, string ignored)
    {
        var now = database.Clock.GetUtcNow();
        var known = order.RequestKey is null ? null : await _table.FindRequestAsync(transaction, order.RequestKey, now);
        known ??= order.Run is null ? null : await _table.FindOpenAsync(transaction, order.Run, now);
        return known ?? (await _table.FindAsync(transaction, await _table.AddAsync(transaction, order, ignored, now), now))!;
    }
}
