using SQLitePCL;

namespace Lockstep.Bench.Sql;

/// <summary>A SQLite database with nothing between it and its caller.</summary>
internal sealed class Database : IDisposable
{
    private readonly List<Statement> _statements = [];
    private readonly sqlite3 _db;

    public Database(string file)
    {
        SqliteLibrary.Use();
        raw.sqlite3_open_v2(file, out _db, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, null);
    }

    public Statement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_db, sql, raw.SQLITE_PREPARE_PERSISTENT, out var prepared));
        var statement = new Statement(this, prepared);
        _statements.Add(statement);
        return statement;
    }

    public void Run(string script) => Check(raw.sqlite3_exec(_db, script));

    public long LastRowId() => raw.sqlite3_last_insert_rowid(_db);

    public void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE))
        {
            throw new IOException($"SQLite: {raw.sqlite3_errmsg(_db).utf8_to_string()}");
        }
    }

    public void Dispose()
    {
        _statements.ForEach(statement => statement.Dispose());
        _db.Dispose();
    }
}
