namespace Lockstep.Runtime.Storage.Sqlite;

/// <summary>What only SQLite says so.</summary>
internal sealed class SqliteDialect : SqlDialect
{
    private SqliteDialect()
    {
    }

    public static SqliteDialect Instance { get; } = new();

    public override string Name => "sqlite";

    public override SqlSearch Search => SqlSearch.SeparateIndex;

    public override string KeepingRows => "";

    public override string ClaimingRows => "";

    public override bool HasConcurrentWrites => false;

    public override string? PassIds(string table, string parameter) => null;

    public override string? UnnumberedEvents => null;

    public override string? NextIds(string table, string parameter) => null;

    public override string Integers(string parameter) => $"select value from json_each({parameter})";

    public override string Texts(string parameter) => $"select value from json_each({parameter})";

    public override string InIntegers(string column, string parameter) => $"{column} in ({Integers(parameter)})";

    public override string InTexts(string column, string parameter) => $"{column} in ({Texts(parameter)})";

    public override string Rows(string parameter, IEnumerable<string> numbers, IEnumerable<string> texts)
    {
        var columns = numbers.Concat(texts).Select(name => $"json_extract(value, '$.{name}') as {name}");
        return $"(select {string.Join(", ", columns)} from json_each({parameter})) as given";
    }
}
