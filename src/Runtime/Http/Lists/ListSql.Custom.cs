using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Http.Lists;

/// <summary>What a list says of the fields that people gave to records: conditions on them, and its order by one.</summary>
internal sealed partial class ListSql<T>
{
    /// <summary>
    /// Whether a page by a custom field may have to look through values that it does not show. Where a search or an owner leads, the rows
    /// that these find are looked through, and not the values.
    /// </summary>
    public bool IsSifted => !IsLed
        && (query.Filters.Count > 0 || spec.Condition is not null || query.Custom.Any(condition => !IsOfSort(condition.Field)));

    /// <summary>Whether a search or an owner finds the rows of the list.</summary>
    public bool IsLed => query.Search is not null || query.Owner is not null;

    /// <summary>Rows of a list by a custom field that have no value: they come last, in the order of their ids.</summary>
    /// <param name="skip">How many of them are skipped.</param>
    /// <param name="take">The most rows.</param>
    /// <param name="end">The last record that is looked at; null for no end.</param>
    public (string Sql, SqlValue[] Values) Valueless(int skip, int take, ListCursor? end) => Page(
        Branches().Select(branch => branch with { IsValueless = true, End = end }), skip, take);

    /// <summary>How many rows of a list by a custom field have a value, up to as many as a page skips.</summary>
    public (string Sql, SqlValue[] Values) CountPlaced()
    {
        _values.Clear();
        var branches = Branches().Select(Placed).Select(
            branch => $"select 1 from {branch.From} where {Where(branch, null)} limit {Value(query.Skip)}");
        return ($"select count(*) from (select 1 from ({Union(branches)}) u limit {Value(query.Skip)}) c", [.. _values]);
    }

    /// <summary>The place and the record of the value that comes so many values behind the cursor; no row when there are fewer.</summary>
    public (string Sql, SqlValue[] Values) EndOfValues(int values)
    {
        _values.Clear();
        var branch = Placed(new Branch($"{spec.Table} t", "t.id", null));
        var conditions = string.Join(" and ", [OfSort, .. TestsOfSort(), KeysetCondition(SortColumn, branch) ?? "true"]);
        var direction = query.Descending ? "desc" : "asc";
        var sql = $"select v.place, v.record_id from custom_values v where {conditions} "
            + $"order by v.place {direction}, v.record_id {direction} limit 1 offset {Value(values - 1)}";
        return (sql, [.. _values]);
    }

    /// <summary>The id that comes so many records behind the cursor; no row when there are fewer.</summary>
    public (string Sql, SqlValue[] Values) EndOfIds(int records)
    {
        _values.Clear();
        var branch = new Branch($"{spec.Table} t", "t.id", null) { IsValueless = true };
        var direction = query.Descending ? "desc" : "asc";
        var sql = $"select t.id from {branch.From} where {KeysetCondition("t.id", branch) ?? "true"} order by t.id {direction} "
            + $"limit 1 offset {Value(records - 1)}";
        return (sql, [.. _values]);
    }

    /// <summary>Values of the field that the list is sorted by.</summary>
    private string OfSort => $"v.kind = '{spec.Custom!.Kind}' and v.field = {Value(query.CustomSort!)}";

    /// <summary>A record's value of it.</summary>
    private string OfField => $"{OfSort} and v.record_id = t.id";

    private bool IsOfSort(string field) => string.Equals(field, query.CustomSort, StringComparison.Ordinal);

    private IEnumerable<string> TestsOfSort() => Tests(query.Custom.Where(condition => IsOfSort(condition.Field)));

    private IEnumerable<string> Tests(IEnumerable<CustomCondition> conditions) =>
        conditions.Select(condition => $"v.{condition.Test} {Value(condition.Value)}");

    /// <summary>That a row is not behind the last one that is looked at.</summary>
    private string UpTo(Branch branch, ListCursor end)
    {
        var within = query.Descending ? ">=" : "<=";
        return branch.IsValueless
            ? $"{branch.Id} {within} {Value(end.Id)}"
            : $"({SortColumn}, {branch.Id}) {within} ({Value(KeyOf(branch, end))}, {Value(end.Id)})";
    }

    /// <summary>
    /// The conditions on custom fields: each stands on an index of <c>custom_values</c>, and those on the field by which the list is sorted
    /// on the part of it that is walked.
    /// </summary>
    private IEnumerable<string> Custom(Branch branch)
    {
        if (branch.IsPlaced)
        {
            yield return OfField;
        }
        else if (branch.IsValueless)
        {
            // Asked of each row by its own index: "not exists" PostgreSQL may turn into a join of all rows with all values.
            yield return $"(select v.record_id from custom_values v where {OfField} limit 1) is null";
        }

        foreach (var field in query.Custom.GroupBy(static condition => condition.Field, StringComparer.Ordinal))
        {
            yield return branch.IsPlaced && IsOfSort(field.Key)
                ? string.Join(" and ", Tests(field))
                : "t.id in (select v.record_id from custom_values v where "
                    + $"v.kind = '{spec.Custom!.Kind}' and v.field = {Value(field.Key)} and {string.Join(" and ", Tests(field))})";
        }
    }

    /// <summary>
    /// The same rows as far as they have a value of the field that the list is sorted by. The values lead, in their order; where a search
    /// or an owner leaves few rows these do, and "cross join" keeps SQLite to it.
    /// </summary>
    private Branch Placed(Branch branch)
    {
        if (query.CustomSort is null)
        {
            return branch;
        }

        var join = dialect.Search is SqlSearch.IndexedLike ? "join" : "cross join";
        return IsLed
            ? branch with { From = $"{branch.From} {join} custom_values v on true", IsPlaced = true }
            : branch with { From = $"custom_values v {join} {branch.From} on true", Id = "v.record_id", IsPlaced = true };
    }
}
