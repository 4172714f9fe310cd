using System.Buffers;
using System.Text;
using SQLitePCL;

namespace Lockstep.Runtime.Storage.Sqlite;

/// <summary>A prepared statement that is kept and used again; one use at a time.</summary>
internal sealed class SqliteStatement : Row, IDisposable
{
    private const int StackBytes = 512;
    private readonly sqlite3_stmt _statement;
    private readonly int[] _positions;

    public SqliteStatement(sqlite3_stmt statement)
    {
        _statement = statement;
        _positions = new int[raw.sqlite3_bind_parameter_count(statement)];
        for (var number = 0; number < _positions.Length; number++)
        {
            // SQLite numbers $1, $2 … by first appearance, PostgreSQL by their digits: ask for the place of each.
            _positions[number] = raw.sqlite3_bind_parameter_index(statement, $"${number + 1}");
        }
    }

    public void Bind(ReadOnlySpan<SqlValue> values)
    {
        if (values.Length != _positions.Length)
        {
            throw new InvalidOperationException($"The statement takes {_positions.Length} values and got {values.Length}.");
        }

        for (var i = 0; i < values.Length; i++)
        {
            Bind(_positions[i], in values[i]);
        }
    }

    /// <summary>Moves to the next row; the code is SQLITE_ROW, SQLITE_DONE or an error.</summary>
    public int Step() => raw.sqlite3_step(_statement);

    public void Reset() => raw.sqlite3_reset(_statement);

    public override bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public override long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public override string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(_statement, column));

    public override byte[] Bytes(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    /// <summary>The column's bytes where they lie; gone with the next step.</summary>
    public ReadOnlySpan<byte> Span(int column) => raw.sqlite3_column_blob(_statement, column);

    public void Dispose() => _statement.Dispose();

    private void Bind(int position, in SqlValue value)
    {
        switch (value.Kind)
        {
            case SqlKind.Integer:
                raw.sqlite3_bind_int64(_statement, position, value.Number);
                break;
            case SqlKind.Text:
                BindText(position, value.Text);
                break;
            case SqlKind.Utf8 when value.Bytes.Length == 0:
                // An empty span would arrive as NULL.
                raw.sqlite3_bind_text(_statement, position, "");
                break;
            case SqlKind.Utf8:
                raw.sqlite3_bind_text(_statement, position, value.Bytes.AsSpan().Contains((byte)0) ? throw new UnstorableTextException()
                    : value.Bytes);
                break;
            case SqlKind.Blob when value.Bytes.Length == 0:
                raw.sqlite3_bind_zeroblob(_statement, position, 0);
                break;
            case SqlKind.Blob:
                raw.sqlite3_bind_blob(_statement, position, value.Bytes);
                break;
            default:
                raw.sqlite3_bind_null(_statement, position);
                break;
        }
    }

    /// <summary>Binds the value of a column to its parameter, without a copy of its own.</summary>
    public void Bind(int number, ReadOnlySpan<byte> value, bool isText)
    {
        // An empty span would arrive as NULL.
        _ = (isText, value.IsEmpty) switch
        {
            (true, true) => raw.sqlite3_bind_text(_statement, _positions[number], ""),
            (true, false) => raw.sqlite3_bind_text(_statement, _positions[number], value),
            (false, true) => raw.sqlite3_bind_zeroblob(_statement, _positions[number], 0),
            (false, false) => raw.sqlite3_bind_blob(_statement, _positions[number], value),
        };
    }

    /// <summary>Binds a whole number, or NULL, to a parameter.</summary>
    public void Bind(int number, long? value)
    {
        _ = value is { } given
            ? raw.sqlite3_bind_int64(_statement, _positions[number], given)
            : raw.sqlite3_bind_null(_statement, _positions[number]);
    }

    private void BindText(int position, string text)
    {
        if (text.Length == 0)
        {
            raw.sqlite3_bind_text(_statement, position, text);
            return;
        }

        // What PostgreSQL can't hold is not taken here either: what is here can be moved there.
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new UnstorableTextException();
        }

        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = size > StackBytes ? ArrayPool<byte>.Shared.Rent(size) : null;
        var buffer = rented ?? stackalloc byte[StackBytes];
        raw.sqlite3_bind_text(_statement, position, buffer[..Encoding.UTF8.GetBytes(text, buffer)]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
