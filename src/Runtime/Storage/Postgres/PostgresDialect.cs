namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>What only PostgreSQL says so.</summary>
internal sealed class PostgresDialect : SqlDialect
{
    private PostgresDialect()
    {
    }

    public static PostgresDialect Instance { get; } = new();

    public override string Name => "postgres";

    public override SqlSearch Search => SqlSearch.IndexedLike;

    // Not "for update", which would also keep others from adding rows that refer to these.
    public override string KeepingRows => "for no key update";

    public override string ClaimingRows => "for no key update skip locked";

    public override bool HasConcurrentWrites => true;

    // A sequence is no part of the transaction: what is passed stays passed when the write is taken back, which costs numbers only.
    public override string? PassIds(string table, string parameter) => $"""
        select setval(pg_get_serial_sequence('{table}', 'id'), {parameter})
        where {parameter} > coalesce(pg_sequence_last_value(pg_get_serial_sequence('{table}', 'id')::regclass), 0)
        """;

    public override string? UnnumberedEvents => "outbox_unnumbered";

    public override string? NextIds(string table, string parameter) =>
        $"select nextval(pg_get_serial_sequence('{table}', 'id')) from generate_series(1, {parameter})";

    public override string Integers(string parameter) => $"select value::bigint from json_array_elements_text(({parameter})::json)";

    public override string Texts(string parameter) => $"select value from json_array_elements_text(({parameter})::json)";

    // As an array, which an index takes at any size of the table; a sub-query is joined, in whatever way the statistics suggest.
    public override string InIntegers(string column, string parameter) => $"{column} = any (array({Integers(parameter)}))";

    public override string InTexts(string column, string parameter) => $"{column} = any (array({Texts(parameter)}))";

    public override string Rows(string parameter, IEnumerable<string> numbers, IEnumerable<string> texts)
    {
        var columns = numbers.Select(name => $"{name} bigint").Concat(texts.Select(name => $"{name} text"));
        return $"json_to_recordset(({parameter})::json) as given ({string.Join(", ", columns)})";
    }
}
