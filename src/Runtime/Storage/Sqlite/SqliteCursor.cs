using SQLitePCL;

namespace Lockstep.Runtime.Storage.Sqlite;

/// <summary>A statement that is stepped by hand: a query read row by row, or an insert run for many rows.</summary>
internal sealed class SqliteCursor(SqliteStatement statement, Action<int> check) : IDisposable
{
    /// <summary>The row, or where to bind values.</summary>
    public SqliteStatement Statement => statement;

    /// <summary>Moves to the next row; false when there is none.</summary>
    public bool Next()
    {
        var code = statement.Step();
        check(code);
        return code == raw.SQLITE_ROW;
    }

    /// <summary>Runs to the end and is ready for other values.</summary>
    public void Run()
    {
        try
        {
            while (Next())
            {
            }
        }
        finally
        {
            statement.Reset();
        }
    }

    public void Dispose() => statement.Dispose();
}
