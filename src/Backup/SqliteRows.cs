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
                RowEncoding.WriteBytes(output, row.Span(column));
            }
        }
    }
}
