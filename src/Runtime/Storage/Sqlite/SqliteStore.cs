using Microsoft.Extensions.Logging;

namespace Lockstep.Runtime.Storage.Sqlite;

/// <summary>A module's database in one SQLite file: write-ahead log, one writer that groups commits, a pool of readers.</summary>
internal sealed partial class SqliteStore : IStore, IDisposable
{
    private readonly LogSync _log;
    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;
    private readonly ILogger _logger;

    private SqliteStore(string name, string file, SqliteConnection first, LogSync log, SqliteOptions options, ILogger logger)
    {
        Name = name;
        _logger = logger;
        _log = log;
        _writer = new SqliteWriter(first, log, name, options, (key, error) => BookmarkLost(key, error.Message), HookFailed);
        _readers = new SqliteReaders(() => SqliteConnection.Open(file, name, options), options.ReadersMax);
    }

    public string Name { get; }

    public SqlDialect Dialect => SqliteDialect.Instance;

    public Signals Signals { get; } = new();

    /// <summary>Opens the database, making it and bringing its tables up to date when needed.</summary>
    /// <exception cref="StartupException">It can't be used as it is; the message is one line with the remedy.</exception>
    public static SqliteStore Open(
        string name, string file, IReadOnlyList<SchemaScript> scripts, SqliteOptions options, FileFlush flush, TimeProvider clock,
        ILogger logger)
    {
        SqliteConnection? connection = null;
        var log = new LogSync(name, file, flush);
        UnfinishedCopy.RefuseIn(Path.GetDirectoryName(file)!);
        try
        {
            connection = SqliteConnection.Open(file, name, options);
            if (options.MaxSizeMb > 0)
            {
                connection.Run($"pragma max_page_count = {options.MaxSizeMb * 256L}");
            }

            SqliteSchema.Apply(connection, name, scripts, clock.GetUtcNow());

            // The data folder's lock proves that no other process lives on this database: whoever held a lease is gone.
            connection.Run("update leases set expires_at = 0");

            // The process before this one may have been killed between a commit and its sync. What it left is seen from now on, and a power
            // cut must not take it back once anything rests on it.
            log.Flush();
            return new SqliteStore(name, file, connection, log, options, logger);
        }
        catch (Exception error)
        {
            connection?.Dispose();
            log.Dispose();
            throw error is StoreException fault ? new StartupException(Remedy(fault, file), fault) : error;
        }
    }

    public Task<T> WriteAsync<T>(Func<ITransaction, ValueTask<T>> write, CancellationToken ct = default) =>
        _writer.WriteAsync(write, isDurable: true, ct);

    public Task<T> WriteBehindAsync<T>(Func<ITransaction, ValueTask<T>> write, CancellationToken ct = default) =>
        _writer.WriteAsync(write, isDurable: false, ct);

    public Task SyncedAsync(CancellationToken ct = default) => _log.SyncedAsync(ct);

    public void WriteSoon(string key, Func<ITransaction, ValueTask> write) => _writer.WriteSoon(key, write);

    public ValueTask<T> ReadAsync<T>(Func<IReader, ValueTask<T>> read, CancellationToken ct = default) => _readers.ReadAsync(read, ct);

    public ValueTask<T> AskAsync<T>(Func<IReader, ValueTask<T>> read, CancellationToken ct = default) => _readers.AskAsync(read, ct);

    /// <summary>Writes come one after the other, and are seen in that order.</summary>
    public ValueTask<DateTimeOffset?> SettledAsync(CancellationToken ct = default) => ValueTask.FromResult<DateTimeOffset?>(null);

    public void Dispose()
    {
        _readers.Dispose();
        _writer.Dispose();
    }

    private static string Remedy(StoreException fault, string file) => fault.Fault switch
    {
        StoreFault.Busy => $"{file} is locked by another process; stop that process (fuser {file} names it) and start again.",
        StoreFault.Full => $"The disk is full, {file} could not grow; free some space and start again.",
        StoreFault.InputOutput => $"The disk failed on {file}; check the disk (dmesg), then start again or restore a backup.",
        StoreFault.ReadOnly => $"{file} can't be opened for writing; give this user write access to it and its folder, or set "
            + "LOCKSTEP_DATA to another folder.",
        StoreFault.Corrupt => $"{file} is not a database or is damaged; move it away and restore a backup.",
        _ => $"{file} can't be used: {fault.Message}",
    };

    [LoggerMessage(1001, LogLevel.Warning, "bookmark {Key} was not written and is taken up again: {Reason}")]
    private partial void BookmarkLost(string key, string reason);

    [LoggerMessage(1003, LogLevel.Error, "what should have happened after a commit did not; the commit stands")]
    private partial void HookFailed(Exception error);
}
