using Lockstep.Runtime.Storage;

namespace Lockstep.FaultyHost;

/// <summary>Passes the fuse before, on and after the commits of a store that are steps in the life of a change.</summary>
internal sealed class FaultyStore(IStore inner, Fuse fuse) : IStore, IDisposable
{
    private const string Customers = "insert into customers ";
    private const string Numbers = "with taken as ";
    private const string Packages = "insert into packages ";
    private const string Deliveries = "insert into deliveries ";
    private const string Attempts = "insert into attempts ";
    private const string Changes = "insert into audit (number, at, actor, action, target, refused, times, source";
    private const string Seals = "insert into audit_seals ";

    public string Name => inner.Name;

    public SqlDialect Dialect => inner.Dialect;

    public Signals Signals => inner.Signals;

    public Task<T> WriteAsync<T>(Func<ITransaction, ValueTask<T>> write, CancellationToken ct = default) =>
        WatchAsync(write, watched => inner.WriteAsync(watched, ct));

    public Task<T> WriteBehindAsync<T>(Func<ITransaction, ValueTask<T>> write, CancellationToken ct = default) =>
        WatchAsync(write, watched => inner.WriteBehindAsync(watched, ct));

    public Task SyncedAsync(CancellationToken ct = default) => inner.SyncedAsync(ct);

    public void WriteSoon(string key, Func<ITransaction, ValueTask> write)
    {
        fuse.Pass(KillPoint.BeforeBookmark);
        inner.WriteSoon(key, async transaction =>
        {
            await write(transaction);
            fuse.Pass(KillPoint.BeforeBookmarkCommit);
            transaction.OnCommitted(() => fuse.Pass(KillPoint.OnBookmarkCommit));
        });
    }

    public ValueTask<T> ReadAsync<T>(Func<IReader, ValueTask<T>> read, CancellationToken ct = default) => inner.ReadAsync(read, ct);

    public ValueTask<T> AskAsync<T>(Func<IReader, ValueTask<T>> read, CancellationToken ct = default) => inner.AskAsync(read, ct);

    public ValueTask<DateTimeOffset?> SettledAsync(CancellationToken ct = default) => inner.SettledAsync(ct);

    public void Dispose() => (inner as IDisposable)?.Dispose();

    private async Task<T> WatchAsync<T>(Func<ITransaction, ValueTask<T>> write, Func<Func<ITransaction, ValueTask<T>>, Task<T>> commit)
    {
        WatchedTransaction? last = null;
        var result = await commit(async transaction =>
        {
            var watched = last = new WatchedTransaction(transaction);
            transaction.OnCommitted(() => Pass(CommitMoment.On, watched));
            var written = await write(watched);
            fuse.IsArmed |= watched.Has(Customers);
            Pass(CommitMoment.Before, watched);
            return written;
        });
        Pass(CommitMoment.After, last!);
        return result;
    }

    private void Pass(CommitMoment moment, WatchedTransaction watched)
    {
        fuse.Pass(moment, watched);
        var step = StepOf(watched);
        fuse.Pass(moment switch { CommitMoment.Before => step?.Before, CommitMoment.On => step?.On, _ => step?.After });
    }

    /// <summary>Which step a write is, by what it inserts: an attempt is noted down only when one was made.</summary>
    private static Step? StepOf(WatchedTransaction watched) =>
        watched switch
        {
            _ when watched.Has(Customers) => new Step(KillPoint.BeforeCrmCommit, KillPoint.OnCrmCommit, KillPoint.AfterCrmCommit),
            _ when watched.Has(Numbers) => new Step(KillPoint.BeforeNumberCommit, KillPoint.OnNumberCommit, KillPoint.AfterNumberCommit),
            _ when watched.Has(Packages) => new Step(
                KillPoint.BeforeInventoryCommit, KillPoint.OnInventoryCommit, KillPoint.AfterInventoryCommit),
            _ when watched.Has(Deliveries) => new Step(KillPoint.BeforeIntakeCommit, KillPoint.OnIntakeCommit, KillPoint.AfterIntakeCommit),
            _ when watched.Has(Attempts) => new Step(KillPoint.BeforeRecordCommit, KillPoint.OnRecordCommit, KillPoint.AfterRecordCommit),
            _ when watched.Has(Changes) => new Step(KillPoint.BeforeAuditCommit, KillPoint.OnAuditCommit, KillPoint.AfterAuditCommit),
            _ when watched.Has(Seals) => new Step(KillPoint.BeforeSealCommit, KillPoint.OnSealCommit, KillPoint.AfterSealCommit),
            _ => null,
        };

    private sealed record Step(KillPoint Before, KillPoint On, KillPoint After);
}
