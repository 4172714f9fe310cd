using SQLitePCL;

namespace Lockstep.Runtime.Storage.Sqlite;

/// <summary>One connection with its prepared statements; used by one thread at a time.</summary>
internal sealed class SqliteConnection : IReader, IDisposable
{
    private const int StatementsMax = 500;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StatementText.Comparer);
    private readonly sqlite3 _db;
    private readonly string _store;

    private SqliteConnection(sqlite3 db, string store) => (_db, _store) = (db, store);

    public SqlDialect Dialect => SqliteDialect.Instance;

    /// <summary>Whether a transaction is open; SQLITE_FULL, IOERR and others end it behind the caller's back.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_db) == 0;

    /// <summary>Rows changed since the connection was opened, rolled back ones included.</summary>
    public int Changes => raw.sqlite3_total_changes(_db);

    /// <summary>Whether a commit syncs the log before it is seen.</summary>
    public bool SyncsCommits { get; private set; } = true;

    /// <summary>The error that ended the transaction behind the back of the write that runs; null while it stands.</summary>
    public Exception? EndedBy { get; private set; }

    public static SqliteConnection Open(string file, string store, SqliteOptions options)
    {
        SqliteLibrary.Use();
        var flags = raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX;
        var code = raw.sqlite3_open_v2(file, out var db, flags, null);
        var connection = new SqliteConnection(db, store);
        try
        {
            connection.Check(code);
            raw.sqlite3_extended_result_codes(db, 1);
            raw.sqlite3_busy_timeout(db, (int)options.BusyTimeout.TotalMilliseconds);

            // A plan is made once, and holds for every value. Else SQLite looks at the value of "limit $1", and plans a kept statement anew
            // each time that one is bound: six times the work of a short read.
            connection.Check(raw.sqlite3_db_config(db, raw.SQLITE_DBCONFIG_ENABLE_QPSG, 1, out _));
            connection.Run("pragma journal_mode = wal");
            connection.Run("pragma synchronous = full");
            connection.Run("pragma foreign_keys = on");

            // A row that is deleted is not to be found between those that stay either. What FTS5 and the log keep for a while is not
            // reached by it.
            connection.Run("pragma secure_delete = on");

            // Savepoints note down the pages that they may have to restore; in a temporary file that costs more than the write itself.
            connection.Run("pragma temp_store = memory");
            connection.Run($"pragma cache_size = -{options.CacheKb}");
            connection.Run($"pragma wal_autocheckpoint = {options.CheckpointPages}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a database that is there already, to read it only.</summary>
    public static SqliteConnection OpenToRead(string file, string store, TimeSpan busyTimeout)
    {
        SqliteLibrary.Use();
        var code = raw.sqlite3_open_v2(file, out var db, raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_NOMUTEX, null);
        var connection = new SqliteConnection(db, store);
        try
        {
            connection.Check(code);
            raw.sqlite3_extended_result_codes(db, 1);
            raw.sqlite3_busy_timeout(db, (int)busyTimeout.TotalMilliseconds);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Whether the commits from now on sync the log. Where they don't, a checkpoint still syncs it before it moves pages, so that a power
    /// cut leaves the commits up to some point and none behind it. Not through a kept statement: this one takes effect when it is
    /// prepared.
    /// </summary>
    public void SyncCommits(bool isOn)
    {
        if (SyncsCommits != isOn)
        {
            RunScript(isOn ? "pragma synchronous = full" : "pragma synchronous = normal");
            SyncsCommits = isOn;
        }
    }

    /// <summary>Begins a transaction and takes the write lock for it.</summary>
    public void Begin()
    {
        EndedBy = null;
        Run("begin immediate");
    }

    /// <summary>Runs a statement that takes no values and whose rows nobody wants.</summary>
    public int Run(string sql) => Run(sql, []);

    public int Run(string sql, ReadOnlySpan<SqlValue> values)
    {
        var statement = Prepare(sql);
        try
        {
            statement.Bind(values);
            int code;
            do
            {
                code = statement.Step();
            }
            while (code == raw.SQLITE_ROW);
            Check(code);
            return raw.sqlite3_changes(_db);
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>Runs a script of several statements.</summary>
    public void RunScript(string sql) => Check(raw.sqlite3_exec(_db, sql));

    public ValueTask<IReadOnlyList<T>> QueryAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values)
    {
        var rows = new List<T>();
        var statement = Prepare(sql);
        try
        {
            statement.Bind(values);
            int code;
            while ((code = statement.Step()) == raw.SQLITE_ROW)
            {
                rows.Add(read(statement));
            }

            Check(code);
        }
        finally
        {
            statement.Reset();
        }

        return ValueTask.FromResult<IReadOnlyList<T>>(rows);
    }

    public ValueTask<T?> FirstAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values)
    {
        var statement = Prepare(sql);
        try
        {
            statement.Bind(values);
            var code = statement.Step();
            if (code == raw.SQLITE_ROW)
            {
                var first = read(statement);

                // Run an INSERT … RETURNING to its end: resetting it at its first row would undo nothing, but also finish nothing.
                do
                {
                    code = statement.Step();
                }
                while (code == raw.SQLITE_ROW);
                Check(code);
                return ValueTask.FromResult<T?>(first);
            }

            Check(code);
            return ValueTask.FromResult<T?>(default);
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>
    /// A statement to be stepped by hand, for tables that do not fit into memory: their rows are read, or bound and written, one by one.
    /// </summary>
    public SqliteCursor Open(string sql, params ReadOnlySpan<SqlValue> values)
    {
        Check(raw.sqlite3_prepare_v3(_db, sql, 0, out var prepared));
        var statement = new SqliteStatement(prepared);
        if (values.Length > 0)
        {
            statement.Bind(values);
        }

        return new SqliteCursor(statement, Check);
    }

    public void Dispose()
    {
        Forget();
        _db.Dispose();
    }

    private void Forget()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
    }

    private SqliteStatement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var known))
        {
            return known;
        }

        if (_statements.Count >= StatementsMax)
        {
            Forget();
        }

        StorageEvents.Log.Statement(sql);
        Check(raw.sqlite3_prepare_v3(_db, sql, raw.SQLITE_PREPARE_PERSISTENT, out var prepared));
        return _statements[sql] = new SqliteStatement(prepared);
    }

    private void Check(int code)
    {
        if (code is raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE)
        {
            return;
        }

        var error = SqliteErrors.From(_db, _store, code);
        if (!InTransaction)
        {
            EndedBy ??= error;
        }

        throw error;
    }

    /// <summary>Statement texts are nearly always the same literal: compare the reference before the letters.</summary>
    private sealed class StatementText : IEqualityComparer<string>
    {
        public static readonly StatementText Comparer = new();

        public bool Equals(string? x, string? y) => ReferenceEquals(x, y) || string.Equals(x, y, StringComparison.Ordinal);

        // The length and a few letters tell statements apart well enough, and cost far less than hashing 300 characters.
        public int GetHashCode(string text) =>
            HashCode.Combine(text.Length, text[0], text[text.Length / 2], text[^1], text[text.Length / 3], text[text.Length * 2 / 3]);
    }
}
