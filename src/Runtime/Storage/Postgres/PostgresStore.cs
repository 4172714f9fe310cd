using Microsoft.Extensions.Logging;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>
/// A module's database on PostgreSQL: a pool of connections, a commit per write. Each statement of a write sees what is committed by then
/// (READ COMMITTED); what a write decides by, it locks.
/// </summary>
internal sealed partial class PostgresStore : IStore, IDisposable, IAsyncDisposable
{
    private static readonly AsyncLocal<Running?> Write = new();

    [ThreadStatic]
    private static bool _isInHook;

    private readonly PostgresConnections _connections;
    private readonly PostgresOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly PostgresBookmarks _bookmarks;
    private readonly PostgresBells _bells;
    private readonly ShardSource _shards;
    private int _disposed;

    private PostgresStore(string name, PostgresConnections connections, PostgresOptions options, TimeProvider clock, ILogger logger)
    {
        (Name, _connections, _options, _clock, _logger) = (name, connections, options, clock, logger);
        _shards = new ShardSource(options.ConnectionsMax);
        _bookmarks = new PostgresBookmarks(this, options.BookmarkDelay, clock, (key, error) => BookmarkLost(key, error.Message));
        _bells = new PostgresBells(name, connections, Bells, options, clock, logger);
    }

    public string Name { get; }

    public SqlDialect Dialect => PostgresDialect.Instance;

    public Bells Bells { get; } = new();

    /// <summary>Opens the database, making it and bringing its tables up to date when needed.</summary>
    /// <exception cref="StartupException">It can't be used as it is; the message is one line with the remedy.</exception>
    public static async Task<PostgresStore> OpenAsync(
        string name, PostgresServer server, IReadOnlyList<SchemaScript> scripts, PostgresOptions options, TimeProvider clock, ILogger logger)
    {
        await server.PrepareAsync(name, scripts, options, clock, logger);
        return new PostgresStore(name, new PostgresConnections(name, server, options), options, clock, logger);
    }

    public async Task<T> WriteAsync<T>(Func<ITransaction, ValueTask<T>> write, CancellationToken ct = default)
    {
        if (_isInHook || Write.Value is { IsOver: false })
        {
            throw new InvalidOperationException("A write, or a hook of one, must not ask for another write.");
        }

        var patience = new Patience(_options, _clock);
        while (true)
        {
            var (transaction, result, error) = await RunAsync(write, patience, ct);

            // Only now, with the broken connection given back: a pool full of writes that each hold one and ask for another would stand still.
            if (error is StoreException { Fault: StoreFault.Unreachable } && transaction is { IsCommitSent: true, Number: { } number }
                && await _connections.WasCommittedAsync(number, patience, error))
            {
                error = null;
            }

            if (error is null)
            {
                RunHooks(transaction);
                return result!;
            }

            // From the second run on the write finds what it lost against: the row that took its key, the change that it waited for.
            await patience.AfterAsync(error, ct);
        }
    }

    public void WriteSoon(string key, Func<ITransaction, ValueTask> write) => _bookmarks.Add(key, write);

    public async ValueTask<T> ReadAsync<T>(Func<IReader, ValueTask<T>> read, CancellationToken ct = default)
    {
        var patience = new Patience(_options, _clock);
        while (true)
        {
            try
            {
                await using var connection = await _connections.OpenAsync(patience, ct);
                return await read(new PostgresReader(connection, Name));
            }
            catch (StoreFailedException error) when (error.Fault is StoreFault.Unreachable && patience.Allows(error))
            {
                await patience.AfterAsync(error, ct);
            }
        }
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Writes the bookmarks that wait, then closes the connections; what runs on one of them finishes first.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _bookmarks.DisposeAsync();
            await _bells.DisposeAsync();
            await _connections.DisposeAsync();
        }
    }

    /// <summary>One run of a write; with its error nothing of it is left, except when the answer to COMMIT was lost.</summary>
    private async Task<(PostgresTransaction Transaction, T? Result, Exception? Error)> RunAsync<T>(
        Func<ITransaction, ValueTask<T>> write, Patience patience, CancellationToken ct)
    {
        await using var connection = await _connections.OpenAsync(patience, ct);
        var shard = _shards.Take();
        var transaction = new PostgresTransaction(connection, Name, shard);

        // What the write starts and does not wait for carries this along; it may write once the write is over.
        var running = Write.Value = new Running();
        T? result = default;
        try
        {
            result = await write(transaction);
            await transaction.CommitAsync();
            return (transaction, result, null);
        }
        catch (Exception error)
        {
            // With the result: when only the answer to COMMIT was lost, it may yet turn out to count.
            await transaction.RollBackAsync();
            return (transaction, result, error);
        }
        finally
        {
            running.IsOver = true;
            _shards.GiveBack(shard);
        }
    }

    private void RunHooks(PostgresTransaction transaction)
    {
        _isInHook = true;
        foreach (var hook in transaction.Hooks ?? [])
        {
            try
            {
                hook();
            }
            catch (Exception error)
            {
                HookFailed(error);
            }
        }

        _isInHook = false;
    }

    [LoggerMessage(1004, LogLevel.Warning, "bookmark {Key} was not written and is taken up again: {Reason}")]
    private partial void BookmarkLost(string key, string reason);

    [LoggerMessage(1005, LogLevel.Error, "what should have happened after a commit did not; the commit stands")]
    private partial void HookFailed(Exception error);

    private sealed class Running
    {
        private volatile bool _isOver;

        public bool IsOver
        {
            get => _isOver;
            set => _isOver = value;
        }
    }
}
