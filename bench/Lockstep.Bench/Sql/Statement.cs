using System.Text;
using SQLitePCL;

namespace Lockstep.Bench.Sql;

/// <summary>A prepared statement without rows; values are bound from the first parameter on.</summary>
internal sealed class Statement(Database database, sqlite3_stmt statement) : IDisposable
{
    private int _bound;

    public Statement Add(long number)
    {
        raw.sqlite3_bind_int64(statement, ++_bound, number);
        return this;
    }

    /// <summary>A text in UTF-8.</summary>
    public Statement Add(ReadOnlySpan<byte> utf8)
    {
        raw.sqlite3_bind_text(statement, ++_bound, utf8);
        return this;
    }

    public Statement Add(string text) => Add(Encoding.UTF8.GetBytes(text));

    public Statement AddBlob(ReadOnlySpan<byte> bytes)
    {
        raw.sqlite3_bind_blob(statement, ++_bound, bytes);
        return this;
    }

    /// <summary>Runs it with the values bound so far.</summary>
    public void Run()
    {
        var code = raw.sqlite3_step(statement);
        raw.sqlite3_reset(statement);
        _bound = 0;
        database.Check(code);
    }

    public void Dispose() => statement.Dispose();
}
