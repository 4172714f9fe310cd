using System.Buffers.Binary;
using System.Text;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Sqlite;

namespace Lockstep.Backup;

/// <summary>The tables of a SQLite database, read in one transaction: as they were when that began.</summary>
internal sealed class SqliteTables : IModuleTables
{
    private readonly SqliteConnection _connection;

    private SqliteTables(string module, SqliteConnection connection) => (Module, _connection) = (module, connection);

    public string Module { get; }

    public IReader Reader => _connection;

    /// <summary>Opens a database to read it only, and keeps what is committed now.</summary>
    public static SqliteTables Open(string module, string file, TimeSpan busyTimeout)
    {
        var connection = SqliteConnection.OpenToRead(file, module, busyTimeout);
        try
        {
            // The snapshot is taken by the first read, not by BEGIN.
            connection.Run("begin");
            connection.Run("select 1 from sqlite_schema limit 1");
            return new SqliteTables(module, connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public async Task<IReadOnlyList<TableShape>> ShapesAsync(CancellationToken ct)
    {
        var names = await _connection.QueryAsync(
            "select name from pragma_table_list where schema = 'main' and type = 'table'", static row => row.Text(0));
        var shapes = new List<TableShape>();
        foreach (var name in names.Where(name => CopiedTables.Has(name) && name is not "sqlite_schema"))
        {
            shapes.Add(await ShapeAsync(name));
        }

        return TableShape.InOrder(shapes);
    }

    public async Task<long> CountAsync(TableShape table, CancellationToken ct) => await _connection.FirstAsync(
        $"select count(*) from {TableShape.Quote(table.Name)}{CopiedTables.Filter(table)}", static row => row.Int64(0));

    public async Task<long> HighestAsync(TableShape table, CancellationToken ct)
    {
        if (table.NumberedBy is not { } column)
        {
            return 0;
        }

        var there = await _connection.FirstAsync(
            $"select max({TableShape.Quote(column)}) from {TableShape.Quote(table.Name)}", static row => row.Int64OrNull(0)) ?? 0;
        var given = await HasSequencesAsync()
            ? await _connection.FirstAsync("select seq from sqlite_sequence where name = $1", static row => row.Int64(0), table.Name)
            : 0;
        return Math.Max(there, given);
    }

    public ITableRows Read(TableShape table, byte[]? after = null)
    {
        var key = after is null ? [] : Values(table, after);
        var (filter, places) = (CopiedTables.Filter(table), string.Join(", ", key.Select((_, index) => $"${index + 1}")));
        var conditions = after is null ? filter : $"{(filter.Length > 0 ? $"{filter} and" : " where")} ({table.KeyList}) > ({places})";
        return new SqliteRows(
            table,
            _connection.Open($"select {table.ColumnList} from {TableShape.Quote(table.Name)}{conditions} order by {table.KeyList}", key));
    }

    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<bool> HasSequencesAsync() =>
        await _connection.FirstAsync("select 1 from sqlite_schema where name = 'sqlite_sequence'", static row => row.Int64(0)) == 1;

    private async Task<TableShape> ShapeAsync(string name)
    {
        var columns = await _connection.QueryAsync(
            "select name, type, pk from pragma_table_info($1)", static row => (Name: row.Text(0), Type: row.Text(1), Key: row.Int64(2)),
            name);
        var references = await _connection.QueryAsync(
            "select distinct \"table\" from pragma_foreign_key_list($1)", static row => row.Text(0), name);
        return new TableShape(
            name,
            [
                .. columns
                    .Select(column => new TableColumn(column.Name, KindOf(name, column.Name, column.Type)))
                    .OrderBy(column => column.Name, StringComparer.Ordinal),
            ],
            [.. columns.Where(column => column.Key > 0).OrderBy(column => column.Key).Select(column => column.Name)],
            references);
    }

    private static ColumnKind KindOf(string table, string column, string type) => type.ToUpperInvariant() switch
    {
        "INTEGER" or "INT" => ColumnKind.Integer,
        "TEXT" => ColumnKind.Text,
        "BLOB" => ColumnKind.Blob,
        _ => throw new InvalidOperationException($"A copy knows nothing of the type {type} of {table}.{column}."),
    };

    private static SqlValue[] Values(TableShape table, ReadOnlySpan<byte> key)
    {
        var values = new SqlValue[table.Key.Count];
        for (var i = 0; i < values.Length; i++)
        {
            RowEncoding.Next(ref key, out var value);
            values[i] = table.Columns[table.PlaceOf(table.Key[i])].Kind switch
            {
                ColumnKind.Integer => BinaryPrimitives.ReadInt64BigEndian(value),
                ColumnKind.Text => Encoding.UTF8.GetString(value),
                _ => value.ToArray(),
            };
        }

        return values;
    }
}
