using Microsoft.Extensions.Logging;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>Writes bookmarks together, a moment after the first of them came.</summary>
internal sealed class PostgresBookmarks : IAsyncDisposable
{
    private readonly Dictionary<string, Func<ITransaction, ValueTask>> _waiting = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Signal _added = new();
    private readonly IStore _store;
    private readonly TimeSpan _delay;
    private readonly TimeProvider _clock;
    private readonly Action<string, Exception> _onError;
    private readonly Task _running;

    public PostgresBookmarks(IStore store, TimeSpan delay, TimeProvider clock, Action<string, Exception> onError)
    {
        (_store, _delay, _clock, _onError) = (store, delay, clock, onError);
        _running = Task.Run(RunAsync);
    }

    public void Add(string key, Func<ITransaction, ValueTask> write)
    {
        lock (_waiting)
        {
            _waiting[key] = write;
        }

        _added.Ring();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();

        // The loop first: what came while it was writing is left to the last write.
        await _running;
        await WriteAsync();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await _added.WaitAsync(Timeout.InfiniteTimeSpan, _clock, _stopping.Token);
                await Task.Delay(_delay, _clock, _stopping.Token);
                await WriteAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // What waits is written at the end.
        }
    }

    /// <summary>All in one commit; when that fails, each in its own, so that one bad bookmark does not keep the others.</summary>
    private async Task WriteAsync()
    {
        List<KeyValuePair<string, Func<ITransaction, ValueTask>>> writes;
        lock (_waiting)
        {
            // Taken out before they are written: what is added meanwhile waits for the next commit.
            writes = [.. _waiting];
            _waiting.Clear();
        }

        if (writes.Count == 0 || await TryAsync(writes) is not { } error)
        {
            return;
        }

        // A server that is away is away for each of them, and each would wait for it as long.
        var isAboutOne = error is not StoreException { Fault: StoreFault.Unreachable or StoreFault.Closed } && writes.Count > 1;
        foreach (var write in writes)
        {
            if ((isAboutOne ? await TryAsync([write]) : error) is { } reason)
            {
                _onError(write.Key, reason);
            }
        }
    }

    private async Task<Exception?> TryAsync(IReadOnlyList<KeyValuePair<string, Func<ITransaction, ValueTask>>> writes)
    {
        try
        {
            await _store.WriteAsync(async transaction =>
            {
                foreach (var write in writes)
                {
                    await write.Value(transaction);
                }

                return true;
            });
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }
}
