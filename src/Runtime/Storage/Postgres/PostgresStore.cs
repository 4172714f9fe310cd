using Microsoft.Extensions.Logging;
using Npgsql;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>
/// A module's database on PostgreSQL: a pool of connections, a commit per write. Each statement of a write sees what is committed by then
/// (READ COMMITTED); what a write decides by, it locks.
/// </summary>
internal sealed partial class PostgresStore : IStore, IDisposable, IAsyncDisposable
{
    private static readonly AsyncLocal<bool> IsWriting = new();

    private readonly PostgresConnections _connections;
    private readonly PostgresOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly PostgresBookmarks _bookmarks;
    private readonly PostgresBells _bells;
    private readonly PostgresWriter _writer;
    private readonly ShardSource _shards;

    private PostgresStore(string name, PostgresConnections connections, PostgresOptions options, TimeProvider clock, ILogger logger)
    {
        (Name, _connections, _options, _clock, _logger) = (name, connections, options, clock, logger);
        _shards = new ShardSource(options.LanesMax, options.ConnectionsMax);
        _writer = new PostgresWriter(name, connections, options, clock, HookFailed);
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
        await server.PrepareAsync(name, scripts, clock, logger);
        return new PostgresStore(name, new PostgresConnections(name, server, options, clock), options, clock, logger);
    }

    public async Task<T> WriteAsync<T>(Func<ITransaction, ValueTask<T>> write, CancellationToken ct = default)
    {
        if (IsWriting.Value)
        {
            throw new InvalidOperationException("A write, or a hook of one, must not ask for another write.");
        }

        var fate = await _writer.RunAsync(write, ct);
        if (fate.IsDone)
        {
            return fate.Result!;
        }

        var patience = new Patience(_options, _clock);
        while (true)
        {
            var trial = await TryAsync(write, patience, ct);
            if (trial.IsCommitted)
            {
                return trial.Result!;
            }

            // From the second run on the write finds what it lost against: the row that took its key, the change that it waited for.
            await patience.AfterAsync(trial.Error!, ct);
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
            catch (StoreFailedException error) when (error.Fault is StoreFault.Unreachable)
            {
                await patience.AfterAsync(error, ct);
            }
        }
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Writes the bookmarks that wait, then closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _bookmarks.DisposeAsync();
        await _bells.DisposeAsync();
        await _writer.DisposeAsync();
        await _connections.DisposeAsync();
    }

    /// <summary>Marks everything that goes on from here as part of a write, where no other write may be asked for.</summary>
    internal static void EnterWrite() => IsWriting.Value = true;

    /// <summary>One run of a write by itself: committed, or the error after which it may be run again. All other errors are thrown.</summary>
    private async Task<Trial<T>> TryAsync<T>(Func<ITransaction, ValueTask<T>> write, Patience patience, CancellationToken ct)
    {
        await using var connection = await _connections.OpenAsync(patience, ct);
        var shard = _shards.Take();
        var session = new PostgresSession(connection, Name);
        var transaction = new PostgresTransaction(session, shard);
        T result = default!;
        try
        {
            EnterWrite();
            result = await write(transaction);
            transaction.Close();
            await session.CommitAsync();
        }
        catch (Exception error)
        {
            transaction.Close();
            await session.RollBackAsync();
            if (session.IsCommitSent && error is StoreException { Fault: StoreFault.Unreachable })
            {
                if (!await _connections.WasCommittedAsync(session.Number!, session.Backend, patience, error, ct))
                {
                    return new Trial<T>(error);
                }
            }
            else if (patience.Allows(error))
            {
                return new Trial<T>(error);
            }
            else
            {
                throw;
            }
        }
        finally
        {
            _shards.GiveBack(shard);
        }

        RunHooks(transaction);
        return new Trial<T>(result);
    }

    private void RunHooks(PostgresTransaction transaction)
    {
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
    }

    [LoggerMessage(1004, LogLevel.Warning, "bookmark {Key} was not written and is taken up again: {Reason}")]
    private partial void BookmarkLost(string key, string reason);

    [LoggerMessage(1005, LogLevel.Error, "what should have happened after a commit did not; the commit stands")]
    private partial void HookFailed(Exception error);

    private readonly record struct Trial<T>
    {
        public Trial(T result) => (Result, IsCommitted) = (result, true);

        public Trial(Exception error) => Error = error;

        public T? Result { get; }

        public bool IsCommitted { get; }

        public Exception? Error { get; }
    }
}
