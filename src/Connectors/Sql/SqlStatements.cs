using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;

namespace Lockstep.Connectors.Sql;

/// <summary>Reads and writes rows on one connection.</summary>
internal sealed class SqlStatements(DbConnection connection, ISqlEngine engine)
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, Type>> _columns = new(StringComparer.Ordinal);

    /// <summary>The columns of a table with their types, as they are now: somebody may change it while we run.</summary>
    public async Task<IReadOnlyDictionary<string, Type>> ColumnsAsync(SqlTable table, CancellationToken ct)
    {
        if (!_columns.TryGetValue(table.Table, out var known))
        {
            await using var command = Command($"select * from {engine.Quote(table.Table)} where 1 = 0");
            await using var reader = await command.ExecuteReaderAsync(ct);
            _columns[table.Table] = known = Enumerable.Range(0, reader.FieldCount)
                .ToDictionary(reader.GetName, reader.GetFieldType, StringComparer.Ordinal);
        }

        return known;
    }

    /// <summary>Whether a statement gives a row.</summary>
    public async Task<bool> AnyAsync(string sql, CancellationToken ct)
    {
        await using var command = Command(sql);
        return await command.ExecuteScalarAsync(ct) is not null;
    }

    /// <summary>The first column of all rows, and the second where there is one.</summary>
    public async Task<IReadOnlyList<(string First, string Second)>> TextsAsync(string sql, CancellationToken ct)
    {
        await using var command = Command(sql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var texts = new List<(string, string)>();
        while (await reader.ReadAsync(ct))
        {
            texts.Add((RowJson.KeyOf(reader, 0), reader.FieldCount > 1 ? RowJson.KeyOf(reader, 1) : ""));
        }

        return texts;
    }

    /// <summary>The time of the server.</summary>
    public async Task<DateTimeOffset> NowAsync(CancellationToken ct)
    {
        await using var command = Command("select current_timestamp(6)");
        return RowJson.Instant((await command.ExecuteScalarAsync(ct))!);
    }

    /// <summary>A row by its key; null when there is none.</summary>
    public async Task<SourceRecord?> FindAsync(SqlTable table, string key, CancellationToken ct) =>
        (await ReadAsync(table, $"where {engine.Quote(table.Key)} = @p0", [(table.Key, key)], ct)).FirstOrDefault();

    /// <summary>Whether a column can hold a value at all: a row that is looked for by another one is not there.</summary>
    private static bool CanHold(Type column, string? value) => value is null || (column == typeof(Guid) ? Guid.TryParse(value, out _)
        : Type.GetTypeCode(column) is < TypeCode.SByte or > TypeCode.UInt64
            || Int128.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));

    /// <summary>The rows with these keys, in any order; those that are not there are missing.</summary>
    public async Task<IReadOnlyList<SourceRecord>> FindAllAsync(SqlTable table, IReadOnlyList<string> keys, CancellationToken ct)
    {
        var asked = Held(table, keys, await ColumnsAsync(table, ct));
        return asked.Length == 0 ? [] : await ReadAsync(
            table, $"where {engine.Quote(table.Key)} in ({string.Join(", ", asked.Select((_, number) => At(number)))})",
            [.. asked.Select(key => (table.Key, (string?)key))], ct);
    }

    /// <summary>The keys that the column can hold: one that can't be there must not take the others with it.</summary>
    private static string[] Held(SqlTable table, IReadOnlyList<string> keys, IReadOnlyDictionary<string, Type> types) =>
        [.. keys.Where(key => !types.TryGetValue(table.Key, out var column) || CanHold(column, key))];

    /// <summary>Which of some keys rows have, marked ones among them; a key that the column can't hold has none.</summary>
    public async Task<IReadOnlySet<string>> ExistingAsync(SqlTable table, IReadOnlyList<string> keys, CancellationToken ct)
    {
        var types = await ColumnsAsync(table, ct);
        var asked = Held(table, keys, types);
        var found = new HashSet<string>(StringComparer.Ordinal);
        if (asked.Length == 0)
        {
            return found;
        }

        var key = engine.Quote(table.Key);
        await using var command = Command(
            $"select {key} from {engine.Quote(table.Table)} where {key} in ({string.Join(", ", asked.Select((_, number) => At(number)))})");
        for (var number = 0; number < asked.Length; number++)
        {
            command.Parameters.Add(Parameter(number, table.Key, asked[number], types));
        }

        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            found.Add(RowJson.KeyOf(reader, 0));
        }

        // What the database compares more loosely than we do is another row.
        found.IntersectWith(asked);
        return found;
    }

    /// <summary>Rows as records.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rest">What follows its name; parameters are <c>@p0</c> and on.</param>
    /// <param name="values">The parameters, each with the column that it is compared with.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<IReadOnlyList<SourceRecord>> ReadAsync(
        SqlTable table, string rest, IReadOnlyList<(string Column, string? Value)> values, CancellationToken ct)
    {
        var types = await ColumnsAsync(table, ct);
        if (values.Any(value => types.TryGetValue(value.Column, out var column) && !CanHold(column, value.Value)))
        {
            return [];
        }

        // Whatever columns the record is to have: without key, time, version and mark nobody could tell what the row is.
        var told = new[] { table.Key, table.ChangedAt, table.Version, table.DeletedAt }.OfType<string>().Concat(table.Columns)
            .Distinct(StringComparer.Ordinal);
        var list = table.Columns.Count == 0 ? "*" : string.Join(", ", told.Select(engine.Quote));
        await using var command = Command($"select {list} from {engine.Quote(table.Table)} {rest}");
        for (var number = 0; number < values.Count; number++)
        {
            command.Parameters.Add(Parameter(number, values[number].Column, values[number].Value, types));
        }

        await using var reader = await command.ExecuteReaderAsync(ct);
        var records = new List<SourceRecord>();
        while (await reader.ReadAsync(ct))
        {
            records.Add(RowJson.RecordOf(table, reader));
        }

        return records;
    }

    /// <summary>Whether a write has been sent, so that one that broke may have been done.</summary>
    public bool HasSent { get; private set; }

    /// <summary>Adds a row; gives its key.</summary>
    public async Task<string> InsertAsync(SqlTable table, JsonObject fields, CancellationToken ct)
    {
        var types = await ColumnsAsync(table, ct);
        string[] names = [.. fields.Select(field => engine.Quote(field.Key))];
        var values = string.Join(", ", names.Select((_, number) => At(number)));
        await using var command = Command(
            $"insert into {engine.Quote(table.Table)} ({string.Join(", ", names)}) values ({values}){engine.Returning(table.Key)}");
        Bind(command, fields, types);
        HasSent = true;
        var made = await engine.KeyOfInsertAsync(command, ct);

        // A key that the flow gave is the key: of such a row the server names no other, or that of another column.
        return RowJson.TextOf(fields[table.Key]) ?? made
            ?? throw new InvalidOperationException($"{table.Table} did not say which key the new row has.");
    }

    /// <summary>Changes a row; false when there is none, or none of that version.</summary>
    public async Task<bool> UpdateAsync(SqlTable table, string key, JsonObject fields, string? version, CancellationToken ct)
    {
        if (fields.Count == 0)
        {
            return true;
        }

        var types = await ColumnsAsync(table, ct);
        var sets = string.Join(", ", fields.Select((field, number) => $"{engine.Quote(field.Key)} = {At(number)}"));
        if (!CanHold(types[table.Key], key))
        {
            return false;
        }

        await using var command = Command($"update {engine.Quote(table.Table)} set {sets} {Of(table, fields.Count, version)}");
        Bind(command, fields, types);
        BindKey(command, table, fields.Count, key, version, types);
        HasSent = true;
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }

    /// <summary>Removes a row, or marks it where the table does so; false when there is none, or none of that version.</summary>
    public async Task<bool> DeleteAsync(SqlTable table, string key, string? version, CancellationToken ct)
    {
        var types = await ColumnsAsync(table, ct);
        if (!CanHold(types[table.Key], key))
        {
            return false;
        }

        // Marked only where it is not marked yet: a repeat must not move the time at which the row was deleted.
        await using var command = Command(table.DeletedAt is { } deletedAt
            ? $"update {engine.Quote(table.Table)} set {engine.Quote(deletedAt)} = current_timestamp {Of(table, 0, version)}"
                + $" and {engine.Quote(deletedAt)} is null"
            : $"delete from {engine.Quote(table.Table)} {Of(table, 0, version)}");
        BindKey(command, table, 0, key, version, types);
        HasSent = true;
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }

    private string Of(SqlTable table, int first, string? version) => $"where {engine.Quote(table.Key)} = {At(first)}"
        + (version is null ? "" : $" and {engine.Quote(table.Version!)} = {At(first + 1)}");

    private void BindKey(DbCommand command, SqlTable table, int first, string key, string? version, IReadOnlyDictionary<string, Type> types)
    {
        command.Parameters.Add(Parameter(first, table.Key, key, types));
        if (version is not null)
        {
            command.Parameters.Add(Parameter(first + 1, table.Version!, version, types));
        }
    }

    private void Bind(DbCommand command, JsonObject fields, IReadOnlyDictionary<string, Type> types)
    {
        foreach (var (name, value) in fields)
        {
            command.Parameters.Add(Parameter(command.Parameters.Count, name, RowJson.TextOf(value), types));
        }
    }

    private DbParameter Parameter(int number, string column, string? value, IReadOnlyDictionary<string, Type> types) =>
        engine.Parameter(At(number)[1..], value, types.GetValueOrDefault(column) ?? typeof(string));

    private static string At(int number) => string.Create(CultureInfo.InvariantCulture, $"@p{number}");

    private DbCommand Command(string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
