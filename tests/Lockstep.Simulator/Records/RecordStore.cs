using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lockstep.Simulator.Records;

/// <summary>The records of all systems in one SQLite database. One connection, one caller at a time: a test needs it simple.</summary>
internal sealed class RecordStore : IDisposable
{
    private const string Columns = "kind, id, number, version, sequence, created_at, changed_at, is_deleted, data";
    private const string Schema = """
        create table if not exists records (
          world text not null, kind text not null, id text not null, number integer not null, version integer not null,
          sequence integer not null,
          created_at integer not null, changed_at integer not null, is_deleted integer not null, is_hidden integer not null default 0,
          data text not null, primary key (world, kind, id));
        create unique index if not exists records_number on records (world, kind, number);
        create unique index if not exists records_sequence on records (world, kind, sequence);
        create index if not exists records_changed on records (world, kind, changed_at, number);
        create table if not exists repeats (
          world text not null, key text not null, wish text not null, status integer not null, body text not null,
          primary key (world, key));
        """;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private readonly HashSet<string> _indexes = new(StringComparer.Ordinal);

    public RecordStore(string? file)
    {
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        _connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file ?? ":memory:", Pooling = false }.ToString());
        _connection.Open();
        Execute("pragma journal_mode = wal");
        Execute("pragma synchronous = off");
        Execute(Schema);
    }

    /// <summary>Held by whoever works on it.</summary>
    public Lock Lock { get; } = new();

    public StoredRecord? Find(string world, string kind, string id) => Query(
        $"select {Columns} from records where world = $1 and kind = $2 and id = $3", world, kind, id).FirstOrDefault();

    /// <summary>The last number and the last sequence of a kind.</summary>
    public (long Number, long Sequence) Last(string world, string kind) => (
        Scalar("select coalesce(max(number), 0) from records where world = $1 and kind = $2", world, kind),
        Scalar("select coalesce(max(sequence), 0) from records where world = $1 and kind = $2", world, kind));

    public void Put(string world, StoredRecord record) => Execute(
        """
        insert into records (world, kind, id, number, version, sequence, created_at, changed_at, is_deleted, data)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (world, kind, id) do update
        set number = $4, version = $5, sequence = $6, created_at = $7, changed_at = $8, is_deleted = $9, data = $10
        """,
        world, record.Kind, record.Id, record.Number, record.Version, record.Sequence, record.CreatedAt, record.ChangedAt,
        record.IsDeleted ? 1L : 0L, record.Data);

    /// <summary>Makes a record invisible to lists and feeds for a while, as one whose commit is late.</summary>
    public void Hide(string world, string kind, string id, bool isHidden) => Execute(
        "update records set is_hidden = $4 where world = $1 and kind = $2 and id = $3", world, kind, id, isHidden ? 1L : 0L);

    /// <summary>Takes a record away without a trace.</summary>
    public void Remove(string world, string kind, string id) =>
        Execute("delete from records where world = $1 and kind = $2 and id = $3", world, kind, id);

    public List<StoredRecord> List(RecordQuery query)
    {
        var (where, values) = Where(query);

        // A search goes by the index of its field and sorts the few that it finds; without the plus SQLite would walk along all numbers
        // instead.
        var plus = query.Filters.Count > 0 ? "+" : "";
        var order = query.ChangedSince is null ? $"{plus}number" : $"{plus}changed_at, {plus}number";
        if (query.After is { } after)
        {
            var (key, number) = (Next(values, after.Key), Next(values, after.Number));
            where += query.ChangedSince is null ? $" and number > {number}" : $" and (changed_at, number) > ({key}, {number})";
        }

        return Query(
            $"select {Columns} from records where {where} order by {order} "
            + $"limit {Next(values, (long)query.Limit)} offset {Next(values, (long)query.Offset)}",
            [.. values]);
    }

    public long Count(RecordQuery query)
    {
        var (where, values) = Where(query);
        return Scalar($"select count(*) from records where {where}", [.. values]);
    }

    /// <summary>What changed behind a place in the order of changes, deleted ones too.</summary>
    public List<StoredRecord> Changes(string world, string kind, long after, int limit) => Query(
        $"select {Columns} from records where world = $1 and kind = $2 and sequence > $3 and is_hidden = 0 order by sequence limit $4",
        world, kind, after, (long)limit);

    /// <summary>The answer that was given under a key; null when there was none.</summary>
    public (string Wish, int Status, string Body)? Repeat(string world, string key)
    {
        using var reader = Command("select wish, status, body from repeats where world = $1 and key = $2", world, key).ExecuteReader();
        return reader.Read() ? (reader.GetString(0), reader.GetInt32(1), reader.GetString(2)) : null;
    }

    public void Remember(string world, string key, string wish, int status, string body) =>
        Execute("insert into repeats (world, key, wish, status, body) values ($1, $2, $3, $4, $5)", world, key, wish, (long)status, body);

    public void Clear(string world)
    {
        Execute("delete from records where world = $1", world);
        Execute("delete from repeats where world = $1", world);
    }

    /// <summary>All or nothing of what is done within it.</summary>
    public T Transact<T>(Func<T> work)
    {
        Execute("begin immediate");
        try
        {
            var result = work();
            Execute("commit");
            return result;
        }
        catch
        {
            Execute("rollback");
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private (string Text, List<object> Values) Where(RecordQuery query)
    {
        List<object> values = [query.World, query.Kind];
        var where = "world = $1 and kind = $2 and is_hidden = 0";
        where += query.IsWithDeleted ? "" : " and is_deleted = 0";
        foreach (var (field, value) in query.Filters)
        {
            where += $" and {Indexed(field)} = {Next(values, value)}";
        }

        if (query.Ids is { } ids)
        {
            where += $" and id in ({string.Join(", ", ids.Select(id => Next(values, id)))})";
        }

        return (query.ChangedSince is { } since ? $"{where} and changed_at >= {Next(values, since)}" : where, values);
    }

    /// <summary>A field as text, with an index from the first search on. Its name was checked against the shape of the kind.</summary>
    private string Indexed(string field)
    {
        var expression = $"cast(json_extract(data, '$.{field}') as text)";
        if (_indexes.Add(field))
        {
            Execute($"create index if not exists \"records_by_{field}\" on records (world, kind, {expression})");
        }

        return expression;
    }

    private static string Next(List<object> values, object value)
    {
        values.Add(value);
        return FormattableString.Invariant($"${values.Count}");
    }

    private List<StoredRecord> Query(string sql, params object[] values)
    {
        using var reader = Command(sql, values).ExecuteReader();
        var records = new List<StoredRecord>();
        while (reader.Read())
        {
            records.Add(new StoredRecord(
                reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5),
                reader.GetInt64(6), reader.GetInt64(7) != 0, reader.GetString(8)));
        }

        return records;
    }

    private long Scalar(string sql, params object[] values) => (long)Command(sql, values).ExecuteScalar()!;

    private void Execute(string sql, params object[] values) => Command(sql, values).ExecuteNonQuery();

    private SqliteCommand Command(string sql, params object[] values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = new SqliteCommand(sql, _connection);
            for (var index = 1; index <= values.Length; index++)
            {
                command.Parameters.Add(new SqliteParameter(FormattableString.Invariant($"${index}"), null));
            }

            _commands[sql] = command;
        }

        for (var index = 0; index < values.Length; index++)
        {
            command.Parameters[index].Value = values[index];
        }

        return command;
    }
}
