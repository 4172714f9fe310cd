using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>
/// One write's transaction. Statements gather until somebody asks for an answer, and travel together: the first round trip also begins the
/// transaction and learns its number, the last one also commits.
/// </summary>
internal sealed class PostgresTransaction(NpgsqlConnection connection, string store, int shard) : ITransaction
{
    private static readonly ConcurrentDictionary<string, string> ForUpdate = new(StringComparer.Ordinal);

    private static readonly PostgresStatement Begin = new("begin", [], HasRows: false);
    private static readonly PostgresStatement Commit = new("commit", [], HasRows: false);

    // The number tells afterwards what became of a commit whose answer was lost; the lock keeps the write out while a backup takes its cut.
    private static readonly PostgresStatement Enter = new(
        "select pg_current_xact_id()::text, pg_advisory_xact_lock_shared($1)", [PostgresLocks.Barrier], HasRows: true);

    private readonly List<PostgresStatement> _waiting = [];
    private bool _closed;

    /// <summary>The number under which the server knows the transaction; null until the first statement was answered.</summary>
    public string? Number { get; private set; }

    /// <summary>Whether COMMIT is on its way: from here on a lost connection leaves the outcome open.</summary>
    public bool IsCommitSent { get; private set; }

    /// <summary>What ended the transaction; null while it stands.</summary>
    public Exception? EndedBy { get; private set; }

    public List<Action>? Hooks { get; private set; }

    public SqlDialect Dialect => PostgresDialect.Instance;

    public int Shard => shard;

    public ValueTask<int> ExecuteAsync(string sql, params ReadOnlySpan<SqlValue> values)
    {
        Add(new PostgresStatement(sql, values.ToArray(), HasRows: false));
        return new ValueTask<int>(FlushAsync(static (connection, statements, first) => PostgresBatch.ExecuteAsync(connection, statements, first)));
    }

    public ValueTask SendAsync(string sql, params ReadOnlySpan<SqlValue> values)
    {
        Add(new PostgresStatement(sql, values.ToArray(), HasRows: false));
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<T>> QueryAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values)
    {
        Add(new PostgresStatement(sql, values.ToArray(), HasRows: true));
        return AllAsync(read);
    }

    public ValueTask<T?> FirstAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values)
    {
        Add(new PostgresStatement(sql, values.ToArray(), HasRows: true));
        return FirstAsync(read);
    }

    public ValueTask<T?> FirstForUpdateAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values) =>
        FirstAsync(ForUpdate.GetOrAdd(sql, static text => $"{text} for update"), read, values);

    public async ValueTask InsertManyAsync(string table, IReadOnlyList<string> columns, IReadOnlyList<SqlValue[]> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        // What waits comes first; with nothing waiting the transaction must have begun all the same.
        Add(new PostgresStatement("select 1", [], HasRows: false));
        await FlushAsync(static (connection, statements, first) => PostgresBatch.ExecuteAsync(connection, statements, first));
        try
        {
            await PostgresCopy.RunAsync(connection, table, columns, rows);
        }
        catch (Exception error) when (PostgresErrors.IsOurs(error))
        {
            EndedBy = PostgresErrors.From(store, error);
            throw EndedBy;
        }
    }

    public ValueTask LockAsync(string name, bool shared = false)
    {
        SqlValue key = PostgresLocks.Key(name);
        Add(new PostgresStatement(shared ? "select pg_advisory_xact_lock_shared($1)" : "select pg_advisory_xact_lock($1)", [key], HasRows: true));
        return ValueTask.CompletedTask;
    }

    public void OnCommitted(Action hook) => (Hooks ??= []).Add(hook);

    /// <summary>Commits what was written; nothing was: then there is nothing to do.</summary>
    public async Task CommitAsync()
    {
        _closed = true;
        if (EndedBy is { } end)
        {
            throw new InvalidOperationException("An error ended the transaction; the write must not go on.", end);
        }

        if (Number is null)
        {
            if (_waiting.Count == 0)
            {
                return;
            }

            // The number first: without it nobody could tell what became of a commit whose answer is lost.
            await FlushAsync(static (connection, statements, first) => PostgresBatch.ExecuteAsync(connection, statements, first));
        }

        _waiting.Add(Commit);
        IsCommitSent = true;
        await FlushAsync(static (connection, statements, first) => PostgresBatch.ExecuteAsync(connection, statements, first));
    }

    /// <summary>Ends a transaction that must leave nothing behind.</summary>
    public async Task RollBackAsync()
    {
        _closed = true;
        if (Number is null && EndedBy is null)
        {
            return;
        }

        try
        {
            await PostgresBatch.ExecuteAsync(connection, [new PostgresStatement("rollback", [], HasRows: false)], first: null);
        }
        catch (Exception error) when (PostgresErrors.IsOurs(error) || error is InvalidOperationException)
        {
            // The connection is gone, and the transaction with it.
        }
    }

    private void Add(PostgresStatement statement)
    {
        if (_closed)
        {
            throw new InvalidOperationException("The write has returned; its transaction is closed.");
        }

        // A write that caught the error must not go on: the server would refuse each statement and turn the commit into a rollback.
        if (EndedBy is { } end)
        {
            throw new InvalidOperationException("An error ended the transaction; the write must not go on.", end);
        }

        _waiting.Add(statement);
    }

    private async ValueTask<IReadOnlyList<T>> AllAsync<T>(RowReader<T> read) => await RowsAsync(read);

    private async ValueTask<T?> FirstAsync<T>(RowReader<T> read)
    {
        var rows = await RowsAsync(read);
        return rows.Count > 0 ? rows[0] : default;
    }

    private Task<List<T>> RowsAsync<T>(RowReader<T> read) =>
        FlushAsync((connection, statements, first) => PostgresBatch.QueryAsync(connection, statements, read, first));

    private async Task<T> FlushAsync<T>(Func<NpgsqlConnection, IReadOnlyList<PostgresStatement>, Action<Row>?, Task<T>> run)
    {
        Action<Row>? first = null;
        if (Number is null)
        {
            _waiting.InsertRange(0, [Begin, Enter]);
            first = row => Number = row.Text(0);
        }

        try
        {
            return await run(connection, _waiting, first);
        }
        catch (Exception error) when (PostgresErrors.IsOurs(error))
        {
            EndedBy = PostgresErrors.From(store, error);
            throw EndedBy;
        }
        finally
        {
            _waiting.Clear();
        }
    }
}

/// <summary>Names of locks as the numbers that the server takes.</summary>
internal static class PostgresLocks
{
    /// <summary>Held shared by every write, and alone by a backup for the moment in which it takes its cut.</summary>
    public static long Barrier { get; } = Key("barrier");

    /// <summary>Held by a process for as long as it brings the tables up to date.</summary>
    public static long Schema { get; } = Key("schema");

    public static long Key(string name) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
