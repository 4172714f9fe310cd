using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Postgres;
using Npgsql;

namespace Lockstep.Backup;

/// <summary>The tables of a PostgreSQL database, read over one connection, in the transaction that is open on it.</summary>
/// <param name="module">The module.</param>
/// <param name="connection">The connection.</param>
/// <param name="ownsConnection">Whether it goes with this.</param>
internal sealed class PostgresTables(string module, NpgsqlConnection connection, bool ownsConnection) : IModuleTables
{
    private readonly PostgresReader _reader = new(connection, module);

    public string Module => module;

    public IReader Reader => _reader;

    public async Task<IReadOnlyList<TableShape>> ShapesAsync(CancellationToken ct)
    {
        var columns = await _reader.QueryAsync(
            """
            select c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                         coalesce(array_position(i.indkey::smallint[], a.attnum), -1)::bigint
            from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            left join pg_index i on i.indrelid = c.oid and i.indisprimary
            where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
            """,
            static row => (Table: row.Text(0), Name: row.Text(1), Type: row.Text(2), Key: row.Int64(3)));
        var references = await _reader.QueryAsync(
            "select conrelid::regclass::text, confrelid::regclass::text from pg_constraint where contype = 'f' and connamespace = "
                + "current_schema()::regnamespace",
            static row => (Table: row.Text(0), Other: row.Text(1))
        );
        return TableShape.InOrder(
            columns
                .Where(column => CopiedTables.Has(column.Table))
                .GroupBy(column => column.Table, StringComparer.Ordinal)
                .Select(table => new TableShape(
                    table.Key,
                    [
                        .. table
                            .Select(column => new TableColumn(column.Name, KindOf(table.Key, column.Name, column.Type)))
                            .OrderBy(column => column.Name, StringComparer.Ordinal),
                    ],
                    [.. table.Where(column => column.Key >= 0).OrderBy(column => column.Key).Select(column => column.Name)],
                    [
                        .. references
                            .Where(reference => string.Equals(reference.Table, table.Key, StringComparison.Ordinal))
                            .Select(reference => reference.Other),
                    ])));
    }

    public async Task<long> CountAsync(TableShape table, CancellationToken ct) => await FirstAsync(
        $"select count(*) from {TableShape.Quote(table.Name)}{CopiedTables.Filter(table)}"
        + (table.Name is CopiedTables.Outbox ? " union all select count(*) from outbox_unnumbered" : ""));

    public async Task<long> HighestAsync(TableShape table, CancellationToken ct)
    {
        if (table.NumberedBy is not { } column)
        {
            return 0;
        }

        if (table.Name is CopiedTables.Outbox)
        {
            return await FirstAsync("select position from relay where name = 'numbered' union all select count(*) from outbox_unnumbered");
        }

        var there = await FirstAsync($"select coalesce(max({TableShape.Quote(column)}), 0) from {TableShape.Quote(table.Name)}");
        var sequence = await SequenceAsync(_reader, table);
        return sequence is null
            ? there
            : Math.Max(there, await FirstAsync($"select case when is_called then last_value else 0 end from {sequence}"));
    }

    public ITableRows Read(TableShape table, byte[]? after = null)
    {
        if (after is not null)
        {
            throw new NotSupportedException("Only a copy from SQLite goes on in the middle of a table.");
        }

        var rows = $"select {table.ColumnList} from {TableShape.Quote(table.Name)}{CopiedTables.Filter(table)} order by {table.KeyList}";
        return new PostgresRows(
            // Those without a position come behind all that have one, so the two queries are in the order of the key together.
            connection, module, table.Columns.Count, table.Name is CopiedTables.Outbox ? [rows, Unnumbered(table)] : [rows]);
    }

    public ValueTask DisposeAsync() => ownsConnection ? connection.DisposeAsync() : ValueTask.CompletedTask;

    /// <summary>The sequence that numbers the rows of a table, as SQL; null when they get their numbers elsewhere.</summary>
    internal static ValueTask<string?> SequenceAsync(PostgresReader reader, TableShape table) => reader.FirstAsync(
        "select pg_get_serial_sequence($1, $2)", static row => row.TextOrNull(0), TableShape.Quote(table.Name), table.NumberedBy);

    /// <summary>Events that wait for their positions, with those that the relay would give them next.</summary>
    private static string Unnumbered(TableShape outbox)
    {
        // The same that the relay does, in the same order; HighestAsync counts them on, so the target gives none of these again.
        const string Next = "(select position from relay where name = 'numbered') + row_number() over (order by sequence)";
        var columns = outbox.Columns.Select(column => column.Name is "position" ? Next : TableShape.Quote(column.Name));
        return $"select {string.Join(", ", columns)} from outbox_unnumbered order by sequence";
    }

    /// <summary>The sum of the numbers that a query finds.</summary>
    private async ValueTask<long> FirstAsync(string sql) => (await _reader.QueryAsync(sql, static row => row.Int64(0))).Sum();

    private static ColumnKind KindOf(string table, string column, string type) => type switch
    {
        "bigint" => ColumnKind.Integer,
        "text" => ColumnKind.Text,
        "bytea" => ColumnKind.Blob,
        _ => throw new InvalidOperationException($"A copy knows nothing of the type {type} of {table}.{column}."),
    };
}
