using Microsoft.Extensions.Logging;
using Npgsql;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>
/// A module's database on PostgreSQL: writes that wait share a commit, and one that does not fit in runs by itself. Each statement of a
/// write sees what is committed by then (READ COMMITTED); what a write decides by, it locks.
/// </summary>
internal sealed partial class PostgresStore : IStore, IDisposable, IAsyncDisposable
{
    /// <summary>Writes that wait for a lock by themselves must not take every connection that reads need.</summary>
    private const int KeptForReads = 2;

    private readonly PostgresConnections _connections;
    private readonly PostgresOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly PostgresBookmarks _bookmarks;
    private readonly PostgresSignals _signals;
    private readonly PostgresWriter _writer;
    private readonly ShardSource _shards;
    private readonly SemaphoreSlim _alone;
    private readonly WritesUnderWay _underWay;
    private int _disposed;

    private PostgresStore(string name, PostgresConnections connections, PostgresOptions options, TimeProvider clock, ILogger logger)
    {
        (Name, _connections, _options, _clock, _logger) = (name, connections, options, clock, logger);
        _shards = new ShardSource(options.LanesMax, options.ConnectionsMax);
        _alone = new SemaphoreSlim(Math.Max(1, options.ConnectionsMax - KeptForReads));
        _underWay = new WritesUnderWay(clock);
        _writer = new PostgresWriter(name, connections, options, clock, _underWay, HookFailed);
        _bookmarks = new PostgresBookmarks(this, options.BookmarkDelay, clock, (key, error) => BookmarkLost(key, error.Message));
        _signals = new PostgresSignals(name, connections, Signals, options, clock, logger);
    }

    public string Name { get; }

    public SqlDialect Dialect => PostgresDialect.Instance;

    public Signals Signals { get; } = new();

    /// <summary>Opens the database, making it and bringing its tables up to date when needed.</summary>
    /// <exception cref="StartupException">It can't be used as it is; the message is one line with the remedy.</exception>
    public static async Task<PostgresStore> OpenAsync(
        string name, PostgresServer server, IReadOnlyList<SchemaScript> scripts, PostgresOptions options, TimeProvider clock,
        ILogger logger)
    {
        await server.PrepareAsync(name, scripts, options, clock, logger);
        return new PostgresStore(name, new PostgresConnections(name, server, options), options, clock, logger);
    }

    public async Task<T> WriteAsync<T>(Func<ITransaction, ValueTask<T>> write, CancellationToken ct = default)
    {
        WriteGuard.Refuse();

        // 1. In a group with others. 2. By itself, when that group was rolled back, whosever fault it was.
        var fate = await _writer.RunAsync(write, ct);
        return fate.IsDone ? fate.Result! : await WriteAloneAsync(write, ct);
    }

    /// <summary>
    /// On disk at once: the server's own crash, not only a power cut, would take back what was committed without waiting for its log.
    /// </summary>
    public Task<T> WriteBehindAsync<T>(Func<ITransaction, ValueTask<T>> write, CancellationToken ct = default) => WriteAsync(write, ct);

    public Task SyncedAsync(CancellationToken ct = default) => Task.CompletedTask;

    public void WriteSoon(string key, Func<ITransaction, ValueTask> write) => _bookmarks.Add(key, write);

    public ValueTask<T> ReadAsync<T>(Func<IReader, ValueTask<T>> read, CancellationToken ct = default) =>
        ReadAsync(connection => new PostgresSnapshot(connection, Name).RunAsync(read), ct);

    public ValueTask<T> AskAsync<T>(Func<IReader, ValueTask<T>> read, CancellationToken ct = default) =>
        ReadAsync(connection => read(new OneQuestion(new PostgresReader(connection, Name))), ct);

    public async ValueTask<DateTimeOffset?> SettledAsync(CancellationToken ct = default)
    {
        var oldest = await _underWay.SettledAsync(ct);
        if (!_signals.HasCompany)
        {
            return oldest;
        }

        // Writes of other processes stamp by clocks of their own, which leases keep close together.
        var begun = await AskAsync(
            reader => reader.FirstAsync(
                """
                select (extract(epoch from least(clock_timestamp(), min(xact_start))) * 1000)::bigint from pg_stat_activity
                where datname = current_database() and backend_xid is not null and pid <> pg_backend_pid()
                """,
                static row => row.Instant(0)),
            ct);
        return (begun < oldest ? begun : oldest) - _options.ClockSkewMax;
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Writes the bookmarks that wait, then closes the connections; what runs on one of them finishes first.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            // From the top down: the last bookmarks are writes, and writes need connections.
            await _bookmarks.DisposeAsync();
            await _signals.DisposeAsync();
            await _writer.DisposeAsync();
            await _connections.DisposeAsync();
            _alone.Dispose();
        }
    }

    private async ValueTask<T> ReadAsync<T>(Func<NpgsqlConnection, ValueTask<T>> read, CancellationToken ct)
    {
        var patience = new Patience(_options, _clock);
        while (true)
        {
            try
            {
                await using var connection = await _connections.OpenAsync(patience, ct);
                return await read(connection);
            }
            catch (StoreFailedException error) when (error.Fault is StoreFault.Unreachable && patience.Allows(error))
            {
                // From the start, in a new snapshot: half an answer of the one that is lost would be of another state.
                await patience.AfterAsync(error, ct);
            }
        }
    }

    /// <summary>Runs a write in a transaction and a connection of its own, as often as patience allows.</summary>
    private async Task<T> WriteAloneAsync<T>(Func<ITransaction, ValueTask<T>> write, CancellationToken ct)
    {
        var patience = new Patience(_options, _clock);
        while (true)
        {
            var (session, hooks, result, error) = await InTurnAsync(() => RunAsync(write, patience, ct), ct);

            // Only now, with the broken connection given back: a pool full of writes that each hold one and ask for another would stand
            // still.
            if (error is not null && session.IsOutcomeOpen && await _connections.WasCommittedAsync(session.Number!, patience, error))
            {
                error = null;
            }

            if (error is null)
            {
                WriteGuard.RunHooks(hooks, HookFailed);
                StorageEvents.Log.Committed();
                return result!;
            }

            // From the second run on the write finds what it lost against: the row that took its key, the change that it waited for.
            await patience.AfterAsync(error, ct);
        }
    }

    private async Task<T> InTurnAsync<T>(Func<Task<T>> run, CancellationToken ct)
    {
        await _alone.WaitAsync(ct);
        try
        {
            return await run();
        }
        finally
        {
            _alone.Release();
        }
    }

    /// <summary>
    /// One run of a write; with its error nothing of it is left, except when the answer to COMMIT was lost: then its result may still
    /// count.
    /// </summary>
    private async Task<(PostgresSession Session, IReadOnlyList<Action>? Hooks, T? Result, Exception? Error)> RunAsync<T>(
        Func<ITransaction, ValueTask<T>> write, Patience patience, CancellationToken ct)
    {
        await using var connection = await _connections.OpenAsync(patience, ct);

        // Only with a connection in hand: who still waits for one has stamped nothing, and must not hold readers back.
        using var underWay = _underWay.Begin();
        var shard = _shards.Take();
        var session = new PostgresSession(connection, Name);
        var transaction = new PostgresTransaction(session, shard);
        T? result = default;
        using var guard = WriteGuard.Enter();
        try
        {
            result = await write(transaction);

            // Closed first: what the function started and did not wait for must not get in before the commit.
            transaction.Close();
            await session.CommitAsync();
            return (session, transaction.Hooks, result, null);
        }
        catch (Exception error)
        {
            transaction.Close();
            await session.RollBackAsync();
            return (session, transaction.Hooks, result, error);
        }
        finally
        {
            _shards.GiveBack(shard);
        }
    }

    [LoggerMessage(1004, LogLevel.Warning, "bookmark {Key} was not written and is taken up again: {Reason}")]
    private partial void BookmarkLost(string key, string reason);

    [LoggerMessage(1005, LogLevel.Error, "what should have happened after a commit did not; the commit stands")]
    private partial void HookFailed(Exception error);
}
