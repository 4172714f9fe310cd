namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>What only PostgreSQL says so.</summary>
internal sealed class PostgresDialect : SqlDialect
{
    private PostgresDialect()
    {
    }

    public static PostgresDialect Instance { get; } = new();

    public override string Name => "postgres";

    public override bool NumbersEventsLater => true;

    public override SqlSearch Search => SqlSearch.IndexedLike;

    public override bool IsShared => true;

    public override string KeepingRows => "for no key update";

    public override string Integers(string parameter) => $"select value::bigint from json_array_elements_text(({parameter})::json)";

    public override string Texts(string parameter) => $"select value from json_array_elements_text(({parameter})::json)";

    public override string Rows(string parameter, IEnumerable<string> numbers, IEnumerable<string> texts)
    {
        var columns = numbers.Select(name => $"{name} bigint").Concat(texts.Select(name => $"{name} text"));
        return $"json_to_recordset(({parameter})::json) as given ({string.Join(", ", columns)})";
    }
}
