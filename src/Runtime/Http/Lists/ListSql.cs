using System.Globalization;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Http.Lists;

/// <summary>The statements of a list, put together from the spec's parts; values are bound, never written into the text.</summary>
internal sealed class ListSql<T>(ListSpec<T> spec, ListQuery query)
{
    private const int TrigramLength = 3;
    private readonly List<SqlValue> _values = [];

    /// <summary>One row more than the page, which tells whether there is a next one.</summary>
    public (string Sql, SqlValue[] Values) Page()
    {
        _values.Clear();
        var sort = query.Sort is "id" ? IdColumn : "t." + spec.Sorts[query.Sort].Column;
        var direction = query.Descending ? "desc" : "asc";
        var order = query.Sort is "id" ? $"{sort} {direction}" : $"{sort} {direction}, {IdColumn} {direction}";
        var columns = "t." + spec.Columns.Replace(", ", ", t.", StringComparison.Ordinal);
        var sql = $"select {columns} from {From()} where {Where(KeysetCondition(sort))} order by {order} limit {Value(query.Size + 1)} offset {Value(query.Skip)}";
        return (sql, [.. _values]);
    }

    /// <summary>How many rows there are, up to one more than the limit.</summary>
    public (string Sql, SqlValue[] Values) Count()
    {
        _values.Clear();
        return ($"select count(*) from (select 1 from {From()} where {Where(null)} limit {ListLimits.CountMax + 1})", [.. _values]);
    }

    private bool UsesIndex => query.Search is not null && query.Search.EnumerateRunes().Count() >= TrigramLength;

    private string IdColumn => UsesIndex ? "s.rowid" : "t.id";

    // The search index leads: "cross join" keeps SQLite from walking the whole table and asking the index for each row.
    private string From() => UsesIndex ? $"{spec.SearchTable} s cross join {spec.Table} t on t.id = s.rowid" : $"{spec.Table} t";

    private string Where(string? keyset)
    {
        var conditions = new List<string>();
        if (UsesIndex)
        {
            conditions.Add($"{spec.SearchTable} match {Value(Phrase(query.Search!))}");
        }
        else if (query.Search is { } start)
        {
            conditions.Add($"t.{spec.ShortSearchColumn} >= {Value(start)} and t.{spec.ShortSearchColumn} < {Value(start + "\U0010ffff")}");
        }

        conditions.AddRange(query.Filters.Select(filter => "t." + string.Format(
            CultureInfo.InvariantCulture, spec.Filters[filter.Name].Condition, Value(filter.Value))));
        if (spec.Condition is not null)
        {
            conditions.Add($"t.{spec.Condition}");
        }

        if (keyset is not null)
        {
            conditions.Add(keyset);
        }

        return conditions.Count == 0 ? "true" : string.Join(" and ", conditions);
    }

    private string? KeysetCondition(string sort)
    {
        if (query.After is not { } after)
        {
            return null;
        }

        var beyond = query.Descending ? '<' : '>';
        if (query.Sort is "id")
        {
            return $"{IdColumn} {beyond} {Value(after.Id)}";
        }

        SqlValue key = spec.Sorts[query.Sort].IsNumber ? long.Parse(after.Key, CultureInfo.InvariantCulture) : after.Key;
        return $"({sort}, {IdColumn}) {beyond} ({Value(key)}, {Value(after.Id)})";
    }

    private string Value(SqlValue value)
    {
        _values.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"${_values.Count}");
    }

    /// <summary>The text as one phrase of the search language, in which nothing has a meaning of its own.</summary>
    private static string Phrase(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
