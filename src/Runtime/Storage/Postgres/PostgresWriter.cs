using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Npgsql;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>
/// Runs writes in groups: the writes that wait share one transaction and one fsync, and what one of them only sends travels with the first
/// question of the next. A few lanes work at the same time. Whatever does not go well in a group (a write that throws half-way, a key that
/// is taken, a lock that somebody holds for long) takes nothing with it: the group is rolled back and its writes are run one by one.
/// </summary>
internal sealed class PostgresWriter : IAsyncDisposable
{
    private readonly Channel<WaitingWrite> _queue;
    private readonly PostgresConnections _connections;
    private readonly PostgresOptions _options;
    private readonly TimeProvider _clock;
    private readonly WritesUnderWay _underWay;
    private readonly string _store;
    private readonly Action<Exception> _onHookError;
    private readonly Task[] _lanes;
    private long _awaySince;

    public PostgresWriter(
        string store, PostgresConnections connections, PostgresOptions options, TimeProvider clock, WritesUnderWay underWay,
        Action<Exception> onHookError)
    {
        (_store, _connections, _options, _clock) = (store, connections, options, clock);
        (_underWay, _onHookError) = (underWay, onHookError);
        _queue = Channel.CreateBounded<WaitingWrite>(options.QueueMax);
        _lanes = [.. Enumerable.Range(0, options.LanesMax).Select(lane => Task.Run(() => WorkAsync(lane)))];
    }

    /// <summary>Waits for a place, and then for the write's fate.</summary>
    public async Task<GroupFate<T>> RunAsync<T>(Func<ITransaction, ValueTask<T>> write, CancellationToken ct)
    {
        var pending = new WaitingWrite<T>(write);
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

        // No cancellation from here on: the write may be committed already, and the caller must learn that.
        return await pending.Task;
    }

    /// <summary>Finishes what waits, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await Task.WhenAll(_lanes);
    }

    private async Task WorkAsync(int lane)
    {
        var group = new List<WaitingWrite>(_options.GroupMax);
        while (await _queue.Reader.WaitToReadAsync())
        {
            // What came while the last group was on its way is the next one.
            while (group.Count < _options.GroupMax && _queue.Reader.TryRead(out var write))
            {
                group.Add(write);
            }

            if (group.Count > 0)
            {
                await RunAsync(group, lane);
                group.Clear();
            }
        }
    }

    /// <summary>Never throws: whatever happens, every write of the group learns its fate.</summary>
    private async Task RunAsync(List<WaitingWrite> group, int lane)
    {
        var isCommitted = false;
        try
        {
            isCommitted = await TryAsync(group, lane);
            foreach (var write in group)
            {
                write.Decide(isCommitted, _onHookError);
            }
        }
        catch (Exception error)
        {
            foreach (var write in group)
            {
                write.Fail(error);
            }
        }

        // After the hooks of all: a caller that goes on must find in memory what the whole group has changed.
        group.ForEach(static write => write.Release());
        if (isCommitted)
        {
            StorageEvents.Log.Committed();
        }
    }

    /// <summary>Whether the group is committed; if not, nothing of it is left and each write is to be run by itself.</summary>
    /// <exception cref="StoreException">
    /// The server stays away, or nobody can tell what became of the commit; or what a write that is alone threw.
    /// </exception>
    private async Task<bool> TryAsync(List<WaitingWrite> group, int lane)
    {
        // A server that has been away for longer than patience lasts fails group after group at once, not each after a patience of its own.
        var patience = new Patience(_options, _clock, Volatile.Read(ref _awaySince));
        var (session, error) = await CommitAsync(group, lane, patience);

        // One by itself has only itself to blame; what it lost a race or its connection by is another matter.
        if (
            group.Count == 1
            && error is not (null or ConflictException or UniqueViolationException or StoreException { Fault: StoreFault.Unreachable }))
        {
            ExceptionDispatchInfo.Throw(error);
        }

        // With the broken connection given back: a pool whose users each hold one and ask for another would stand still.
        return error is null || (session.IsOutcomeOpen && await _connections.WasCommittedAsync(session.Number!, patience, error));
    }

    private async Task<(PostgresSession Session, Exception? Error)> CommitAsync(List<WaitingWrite> group, int lane, Patience patience)
    {
        await using var connection = await OpenAsync(patience);
        using var underWay = _underWay.Begin();
        var session = new PostgresSession(connection, _store);
        try
        {
            foreach (var write in group)
            {
                // One after the other on one connection: each sees what those before it wrote.
                await write.RunAsync(session, lane);
            }

            await session.CommitAsync();
            return (session, null);
        }
        catch (Exception error)
        {
            await session.RollBackAsync();
            return (session, error);
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(Patience patience)
    {
        try
        {
            var connection = await _connections.OpenLaneAsync(patience);
            Volatile.Write(ref _awaySince, 0);
            return connection;
        }
        catch (StoreException)
        {
            Volatile.Write(ref _awaySince, patience.AwaySince);
            throw;
        }
    }
}
