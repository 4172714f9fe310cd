using System.Buffers.Binary;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Sqlite;

namespace Lockstep.Backup;

/// <summary>One database file that is being filled. It is not flushed before its end: cut short, it is thrown away.</summary>
internal sealed class SqliteModuleTarget : IModuleTarget
{
    private readonly string _module;
    private readonly string _file;
    private readonly SqliteConnection _connection;
    private readonly IReadOnlyList<string> _indexes;
    private SqliteTables? _tables;
    private (string Table, SqliteCursor Insert)? _insert;

    private SqliteModuleTarget(string module, string file, SqliteConnection connection, IReadOnlyList<string> indexes) =>
        (_module, _file, _connection, _indexes) = (module, file, connection, indexes);

    public IModuleTables Tables => _tables ??= SqliteTables.Open(_module, _file, TimeSpan.FromSeconds(5));

    /// <summary>Makes the file with its tables, empty, and without indexes: they are made of all rows at once.</summary>
    public static SqliteModuleTarget Create(string module, string file, IReadOnlyList<SchemaScript> scripts, DateTimeOffset now)
    {
        var connection = SqliteConnection.Open(file, module, new SqliteOptions { CacheKb = 65_536 });
        try
        {
            // One writer, nobody who reads, and a file that is thrown away when it is cut short: neither a log nor the disk is waited
            // for. Nor are references asked for row by row: they held in the snapshot that the rows are of.
            connection.Run("pragma journal_mode = delete");
            connection.Run("pragma synchronous = off");
            connection.Run("pragma foreign_keys = off");
            SqliteSchema.Apply(connection, module, scripts, now);
            var indexes = connection
                .QueryAsync(
                    "select name, sql from sqlite_schema where type = 'index' and sql is not null",
                    static row => (Name: row.Text(0), Sql: row.Text(1)))
                .Result;
            foreach (var index in indexes)
            {
                connection.Run($"drop index {TableShape.Quote(index.Name)}");
            }

            return new SqliteModuleTarget(module, file, connection, [.. indexes.Select(index => index.Sql)]);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public Task<CopiedSoFar> FindAsync(TableShape table, CancellationToken ct)
    {
        // What the scripts put in is in the copy too.
        _connection.Run($"delete from {TableShape.Quote(table.Name)}");
        return Task.FromResult(default(CopiedSoFar));
    }

    public Task AddAsync(TableShape table, RowBlock block, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();

        // A transaction a block, not for safety but for speed; one that fails ends the restore.
        _connection.Run("begin");
        var insert = InsertInto(table);
        for (var rest = block.Bytes.Span; !rest.IsEmpty;)
        {
            Bind(insert.Statement, table, ref rest);
            insert.Run();
        }

        _connection.Run("commit");
        return Task.CompletedTask;
    }

    public Task FinishAsync(IReadOnlyList<(TableShape Table, long Last)> tables, CancellationToken ct)
    {
        foreach (var index in _indexes)
        {
            ct.ThrowIfCancellationRequested();
            _connection.RunScript(index);
        }

        // After the rows, for each insert with an id of its own moves the counter.
        foreach (var (table, last) in tables.Where(entry => CountsItself(entry.Table)))
        {
            _connection.Run("delete from sqlite_sequence where name = $1", [table.Name]);
            _connection.Run("insert into sqlite_sequence (name, seq) values ($1, $2)", [table.Name, last]);
        }

        MakeSearchIndexes();
        CloseInsert();
        _connection.Dispose();
        using var file = new FileStream(_file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Flush(flushToDisk: true);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        CloseInsert();
        _connection.Dispose();
        if (_tables is not null)
        {
            await _tables.DisposeAsync();
        }
    }

    private static void Bind(SqliteStatement statement, TableShape table, ref ReadOnlySpan<byte> row)
    {
        for (var column = 0; column < table.Columns.Count; column++)
        {
            if (!RowEncoding.Next(ref row, out var value))
            {
                statement.Bind(column, null);
            }
            else if (table.Columns[column].Kind is ColumnKind.Integer)
            {
                statement.Bind(column, BinaryPrimitives.ReadInt64BigEndian(value));
            }
            else
            {
                statement.Bind(column, value, table.Columns[column].Kind is ColumnKind.Text);
            }
        }
    }

    private SqliteCursor InsertInto(TableShape table)
    {
        if (_insert is { } open && string.Equals(open.Table, table.Name, StringComparison.Ordinal))
        {
            return open.Insert;
        }

        CloseInsert();
        var values = string.Join(", ", table.Columns.Select((_, index) => $"${index + 1}"));
        var insert = _connection.Open($"insert into {TableShape.Quote(table.Name)} ({table.ColumnList}) values ({values})");
        _insert = (table.Name, insert);
        return insert;
    }

    private void CloseInsert()
    {
        _insert?.Insert.Dispose();
        _insert = null;
    }

    private bool CountsItself(TableShape table) =>
        _connection
            .FirstAsync(
                "select 1 from sqlite_schema where type = 'table' and name = $1 and sql like '%autoincrement%'", static row => row.Int64(0),
                table.Name)
            .Result == 1;

    /// <summary>Full-text tables are filled from the records; one that is filled behind them notes down that it knows all.</summary>
    private void MakeSearchIndexes()
    {
        var tables = _connection
            .QueryAsync(
                "select name, type from pragma_table_list where schema = 'main'", static row => (Name: row.Text(0), Type: row.Text(1)))
            .Result;
        foreach (var (name, _) in tables.Where(table => table.Type is "virtual"))
        {
            var records = name[..name.LastIndexOf('_')];
            _connection.Run($"insert into {TableShape.Quote(name)} ({TableShape.Quote(name)}) values ('rebuild')");
            if (tables.Any(table => string.Equals(table.Name, $"{records}_indexing", StringComparison.Ordinal)))
            {
                _connection.Run($"update {TableShape.Quote($"{records}_indexing")} set indexed_to = (select "
                    + $"coalesce(max(id), 0) from {TableShape.Quote(records)})");
            }
        }
    }
}
