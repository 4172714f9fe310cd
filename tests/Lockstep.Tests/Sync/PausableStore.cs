using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;

namespace Lockstep.Tests.Sync;

/// <summary>
/// The way of one process to a database, which a test can stop for a while, as a pause of the process does, or cut for good, as its death.
/// </summary>
internal sealed class PausableStore(IStore inner, Signals signals) : IStore
{
    private volatile TaskCompletionSource? _pause;
    private volatile bool _isCut;
    private int _fenced;

    public string Name => inner.Name;

    public SqlDialect Dialect => inner.Dialect;

    public Signals Signals => signals;

    /// <summary>How many writes were refused because their lease was lost.</summary>
    public int Fenced => Volatile.Read(ref _fenced);

    public void Cut() => _isCut = true;

    public void Pause() => _pause = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void GoOn() => Interlocked.Exchange(ref _pause, null)?.SetResult();

    public Task<T> WriteAsync<T>(Func<ITransaction, ValueTask<T>> write, CancellationToken ct = default) =>
        WatchAsync(() => inner.WriteAsync(write, ct), ct);

    public Task<T> WriteBehindAsync<T>(Func<ITransaction, ValueTask<T>> write, CancellationToken ct = default) =>
        WatchAsync(() => inner.WriteBehindAsync(write, ct), ct);

    public Task SyncedAsync(CancellationToken ct = default) => inner.SyncedAsync(ct);

    private async Task<T> WatchAsync<T>(Func<Task<T>> write, CancellationToken ct)
    {
        await PassAsync(ct);
        try
        {
            return await write();
        }
        catch (LeaseLostException)
        {
            Interlocked.Increment(ref _fenced);
            throw;
        }
    }

    public void WriteSoon(string key, Func<ITransaction, ValueTask> write) => throw new NotSupportedException();

    public async ValueTask<T> ReadAsync<T>(Func<IReader, ValueTask<T>> read, CancellationToken ct = default)
    {
        await PassAsync(ct);
        return await inner.ReadAsync(read, ct);
    }

    public async ValueTask<T> AskAsync<T>(Func<IReader, ValueTask<T>> read, CancellationToken ct = default)
    {
        await PassAsync(ct);
        return await inner.AskAsync(read, ct);
    }

    public async ValueTask<DateTimeOffset?> SettledAsync(CancellationToken ct = default)
    {
        await PassAsync(ct);
        return await inner.SettledAsync(ct);
    }

    private async Task PassAsync(CancellationToken ct)
    {
        if (_pause is { } pause)
        {
            await pause.Task.WaitAsync(ct);
        }

        if (_isCut)
        {
            throw new StoreFailedException(StoreFault.Unreachable, "The process is dead.");
        }
    }
}
