using System.Threading.Channels;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Runtime.Storage.Sqlite;

/// <summary>The one thread that writes to a database. While it waits for the disk, the next group gathers.</summary>
internal sealed class SqliteWriter : IDisposable
{
    [ThreadStatic]
    private static bool _isWriter;

    private readonly Dictionary<string, PendingBookmark> _bookmarks = new(StringComparer.Ordinal);
    private readonly Channel<PendingWrite> _queue;
    private readonly SqliteConnection _connection;
    private readonly LogSync _log;
    private readonly GroupCommit _commit;
    private readonly SqliteOptions _options;
    private readonly Action<string, Exception> _onBookmarkError;
    private readonly Thread _thread;
    private Task<bool>? _waiting;

    public SqliteWriter(
        SqliteConnection connection, LogSync log, string store, SqliteOptions options, Action<string, Exception> onBookmarkError,
        Action<Exception> onHookError)
    {
        _connection = connection;
        _log = log;
        _commit = new GroupCommit(connection, log, store, onHookError);
        _options = options;
        _onBookmarkError = onBookmarkError;
        _queue = Channel.CreateBounded<PendingWrite>(new BoundedChannelOptions(options.QueueMax) { SingleReader = true });
        _thread = new Thread(Work) { Name = $"{store} writer", IsBackground = true };
        _thread.Start();
    }

    public async Task<T> WriteAsync<T>(Func<ITransaction, ValueTask<T>> write, bool isDurable, CancellationToken ct)
    {
        if (_isWriter)
        {
            throw new InvalidOperationException("A write, or a hook of one, must not ask for another write.");
        }

        var pending = new PendingWrite<T>(write, isDurable || !_options.SyncBehind);
        try
        {
            if (!_queue.Writer.TryWrite(pending))
            {
                await _queue.Writer.WriteAsync(pending, ct);
            }
        }
        catch (ChannelClosedException error)
        {
            throw new StoreFailedException(StoreFault.Closed, "The database is closed: the process is stopping.", error);
        }

        // No cancellation from here on: the write may be on disk already, and the caller must learn that.
        return await pending.Task;
    }

    public void WriteSoon(string key, Func<ITransaction, ValueTask> write)
    {
        lock (_bookmarks)
        {
            _bookmarks[key] = new PendingBookmark(key, write, _onBookmarkError, isDurable: !_options.SyncBehind);
        }
    }

    /// <summary>Finishes what waits, then stops.</summary>
    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _thread.Join();
        _connection.Dispose();
        _log.Dispose();
    }

    private void Work()
    {
        _isWriter = true;
        var group = new List<PendingWrite>(_options.GroupMax);
        var open = true;
        while (open)
        {
            open = Wait();
            while (group.Count < _options.GroupMax && _queue.Reader.TryRead(out var write))
            {
                group.Add(write);
            }

            TakeBookmarks(group);
            if (group.Count > 0)
            {
                _commit.Run(group);
                group.Clear();
            }
        }
    }

    /// <summary>Waits for a write or for the moment when bookmarks go alone; false when the queue is closed and empty.</summary>
    private bool Wait()
    {
        // One task until it is done: each abandoned one would stay in the channel's list of waiters.
        _waiting ??= _queue.Reader.WaitToReadAsync().AsTask();
        if (!_waiting.Wait(_options.BookmarkDelay))
        {
            return true;
        }

        var open = _waiting.Result;
        _waiting = null;
        return open;
    }

    private void TakeBookmarks(List<PendingWrite> group)
    {
        lock (_bookmarks)
        {
            group.AddRange(_bookmarks.Values);
            _bookmarks.Clear();
        }
    }
}
