using System.Text;
using Lockstep.Runtime.Storage.Sqlite;

namespace Lockstep.Backup;

/// <summary>The rows of a SQLite table, encoded.</summary>
internal sealed class SqliteRows(TableShape table, SqliteCursor cursor) : ITableRows
{
    private bool _isAtEnd;

    public ValueTask<bool> FillAsync(RowBlock block, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        block.Clear();
        while (!_isAtEnd && !block.IsFull)
        {
            if (cursor.Next())
            {
                Encode(block);
            }
            else
            {
                _isAtEnd = true;
            }
        }

        return ValueTask.FromResult(block.Rows > 0);
    }

    public ValueTask DisposeAsync()
    {
        cursor.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The text with a sign for NUL (␀) in place of each: SQLite took them once, and no other store has ever done.</summary>
    private static byte[] Storable(ReadOnlySpan<byte> text) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text).Replace('\0', '\u2400'));

    private void Encode(RowBlock block)
    {
        var output = block.Begin();
        var row = cursor.Statement;
        for (var column = 0; column < table.Columns.Count; column++)
        {
            if (row.IsNull(column))
            {
                RowEncoding.WriteNull(output);
            }
            else if (table.Columns[column].Kind is ColumnKind.Integer)
            {
                RowEncoding.WriteInteger(output, row.Int64(column));
            }
            else
            {
                var value = row.Span(column);
                RowEncoding.WriteBytes(output, table.Columns[column].Kind is ColumnKind.Text && value.Contains((byte)0) ? Storable(value)
                    : value);
            }
        }
    }
}
