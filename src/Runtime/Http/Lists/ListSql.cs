using System.Globalization;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Http.Lists;

/// <summary>The statements of a list, put together from the spec's parts; values are bound, never written into the text.</summary>
internal sealed partial class ListSql<T>(ListSpec<T> spec, ListQuery query, SqlDialect dialect)
{
    private readonly List<SqlValue> _values = [];

    /// <summary>
    /// One row more than the page, which tells whether there is a next one. Of a list by a custom field those that have a value.
    /// </summary>
    /// <param name="end">The last value that is looked at; null for no end.</param>
    public (string Sql, SqlValue[] Values) Page(ListCursor? end = null) => Page(
        Branches().Select(Placed).Select(branch => branch with { End = end }), query.Skip, query.Size + 1);

    private (string Sql, SqlValue[] Values) Page(IEnumerable<Branch> all, int skip, int take)
    {
        _values.Clear();
        var direction = query.Descending ? "desc" : "asc";
        var rows = skip + take;
        var branches = all.Select(branch =>
        {
            var isById = query.Sort is "id" || branch.IsValueless;
            var sort = isById ? branch.Id : SortColumn;
            var where = Where(branch, KeysetCondition(sort, branch));

            // Named once: the search index gives its rows in the order of their ids, but only to who asks for just that.
            var order = isById ? $"{sort} {direction}" : $"{sort} {direction}, {branch.Id} {direction}";
            return $"select {Columns}, {sort} as sort_key from {branch.From} where {where} order by {order} limit {Value(rows)}";
        });
        var sql = $"select {spec.Columns} from ({Union(branches)}) u order by sort_key {direction}, id {direction} "
            + $"limit {Value(take)} offset {Value(skip)}";
        return (sql, [.. _values]);
    }

    /// <summary>The ids of all rows, in the order that is asked for.</summary>
    public (string Sql, SqlValue[] Values) Ids()
    {
        _values.Clear();
        var direction = query.Descending ? "desc" : "asc";
        var branches = Branches().Select(branch =>
        {
            var from = query.CustomSort is null ? branch.From : $"{branch.From} left join custom_values v on {OfField}";
            return $"select {branch.Id} as id, {SortColumn} as sort_key from {from} where {Where(branch, null)}";
        });
        var order = query.CustomSort is null ? "" : "case when sort_key is null then 1 else 0 end, ";
        return ($"select id from ({Union(branches)}) u order by {order}sort_key {direction}, id {direction}", [.. _values]);
    }

    /// <summary>Those of some rows that the filters still let pass, in no order.</summary>
    public (string Sql, SqlValue[] Values) Rows(IEnumerable<long> ids)
    {
        _values.Clear();
        var where = Where(new Branch("", "t.id", null), null);
        var some = dialect.InIntegers("t.id", Value(SqlValue.List(ids)));
        return ($"select {Columns} from {spec.Table} t where {where} and {some}", [.. _values]);
    }

    /// <summary>How many rows there are, up to one more than the limit.</summary>
    public (string Sql, SqlValue[] Values) Count()
    {
        _values.Clear();
        var isSearchAlone = query is { Filters.Count: 0, Custom.Count: 0, Owner: null } && (spec.Condition is null || (spec.IsSearchExact
            && query.Search is not null));
        var branches = Branches().Select(branch =>
            $"select 1 from {(isSearchAlone ? branch.Alone : branch.From)} where {Where(branch, null, isAlone: isSearchAlone)} "
                + $"limit {ListLimits.CountMax + 1}");
        return ($"select count(*) from (select 1 from ({Union(branches)}) u limit {ListLimits.CountMax + 1}) c", [.. _values]);
    }

    /// <summary>Whether there are rows behind the end of a list that is followed.</summary>
    public (string Sql, SqlValue[] Values) HeldBack()
    {
        _values.Clear();
        var branches = Branches().Select(branch => $"select 1 from {branch.From} where {Where(branch, null, isHeldBack: true)} limit 1");
        return ($"select count(*) from ({Union(branches)}) u", [.. _values]);
    }

    private string SortColumn => query.CustomSort is null ? $"t.{spec.Sorts[query.Sort].Column}" : "v.place";

    private string Columns => "t." + spec.Columns.Replace(", ", ", t.", StringComparison.Ordinal);

    /// <summary>Where the rows come from: the table, or the search index together with the rows that it does not know yet.</summary>
    private IEnumerable<Branch> Branches()
    {
        if (query.Search is not { } search)
        {
            yield return new Branch($"{spec.Table} t", "t.id", null);
            yield break;
        }

        var own = query.Owner is null ? null : spec.OwnSearch;
        if (own is not null || dialect.Search is SqlSearch.IndexedLike)
        {
            // Somebody's own rows are few: they are looked through one by one.
            yield return new Branch($"{spec.Table} t", "t.id", () => Holds(search, part => Contains($"t.{own ?? "search"}", part)));
            yield break;
        }

        // The index leads: "cross join" keeps SQLite from walking the whole table and asking the index for each row.
        yield return new Branch(
            $"{spec.SearchTable} s cross join {spec.Table} t on t.id = s.rowid", "s.rowid",
            () => $"{spec.SearchTable} match {Value(Match(search))}")
        {
            Alone = $"{spec.SearchTable} s",
        };
        if (spec.IndexedTo is not null)
        {
            yield return new Branch(
                $"{spec.Table} t", "t.id",
                () => $"t.id > {spec.IndexedTo} and {Holds(search, part => Contains("t.search", part))}");
        }
    }

    private static string Union(IEnumerable<string> branches) =>
        string.Join(" union all ", branches.Select(branch => $"select * from ({branch}) b"));

    private string Where(Branch branch, string? keyset, bool isHeldBack = false, bool isAlone = false)
    {
        var conditions = new List<string>();
        if (branch.Search is { } search)
        {
            conditions.Add(search());
        }

        conditions.AddRange(query.Filters.Select(filter => "t." + string.Format(
            CultureInfo.InvariantCulture, spec.Filters[filter.Name].Condition, WordOf(filter.Name, filter.Value) ?? Value(filter.Value))));
        conditions.AddRange(Custom(branch));
        if (query is { Followed: { } followed, Until: { } until })
        {
            conditions.Add($"t.{spec.Sorts[spec.Filters[followed].Sort!].Column} {(isHeldBack ? '>' : "<=")} {Value(until)}");
        }

        if (spec.Condition is not null && !isAlone)
        {
            conditions.Add($"t.{spec.Condition}");
        }

        if (query.Owner is { } owner)
        {
            conditions.Add($"{OwnerColumn(branch)} = {Value(owner)}");
        }

        if (keyset is not null)
        {
            conditions.Add(keyset);
        }

        if (branch.End is { } end)
        {
            conditions.Add(UpTo(branch, end));
        }

        return conditions.Count == 0 ? "true" : string.Join(" and ", conditions);
    }

    /// <summary>A record that is its own owner is found by its id, in the search index too.</summary>
    private string OwnerColumn(Branch branch) => spec.Owner switch
    {
        null => throw new InvalidOperationException($"The list of {spec.Table} is open to owners, but names no owner."),
        "id" => branch.Id,
        var column => $"t.{column}",
    };

    /// <summary>
    /// One of the words that the code knows stands in the statement itself: only then is it seen that an index holds just the rows with it.
    /// </summary>
    private string? WordOf(string name, SqlValue value) =>
        spec.Filters[name].Words?.FirstOrDefault(word => string.Equals(word, value.ToString(), StringComparison.Ordinal)) is { } known
            ? $"'{known}'" : null;

    private string? KeysetCondition(string sort, Branch branch)
    {
        var id = branch.Id;
        if (query.After is not { } after)
        {
            return null;
        }

        var beyond = query.Descending ? '<' : '>';
        if (branch.IsValueless && after.AtPlace is not null)
        {
            return null;
        }

        if (query.Sort is "id" || branch.IsValueless)
        {
            return $"{id} {beyond} {Value(after.Id)}";
        }

        return $"({sort}, {id}) {beyond} ({Value(KeyOf(branch, after))}, {Value(after.Id)})";
    }

    private SqlValue KeyOf(Branch branch, ListCursor at) => branch.IsPlaced ? at.AtPlace
        : spec.Sorts[query.Sort].IsNumber ? long.Parse(at.Key, CultureInfo.InvariantCulture)
        : at.Key;

    private string Value(SqlValue value)
    {
        _values.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"${_values.Count}");
    }

    private string Contains(string column, string part) => dialect.Search is SqlSearch.IndexedLike
        ? $"{column} like {Value(Pattern(part))}"
        : $"instr({column}, {Value(part)}) > 0";

    /// <summary>A condition that a row holds all parts of one of the alternatives.</summary>
    private static string Holds(IReadOnlyList<IReadOnlyList<string>> alternatives, Func<string, string> holds) =>
        $"({string.Join(" or ", alternatives.Select(parts => $"({string.Join(" and ", parts.Select(holds))})"))})";

    /// <summary>The same in the search language, each part as a phrase, in which nothing has a meaning of its own.</summary>
    private static string Match(IReadOnlyList<IReadOnlyList<string>> alternatives) =>
        string.Join(" OR ", alternatives.Select(static parts => $"({string.Join(" AND ", parts.Select(Phrase))})"));

    private static string Phrase(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The text anywhere, with what <c>like</c> would take for a wildcard made plain.</summary>
    private static string Pattern(string text) => "%"
        + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal)
        + "%";

    /// <summary>One source of rows.</summary>
    /// <param name="From">The FROM clause, with the record's table as <c>t</c>.</param>
    /// <param name="Id">The record's id, in the column that the source can be walked by.</param>
    /// <param name="Search">Binds the search text and makes the condition; null without one.</param>
    private sealed record Branch(string From, string Id, Func<string>? Search)
    {
        /// <summary>Whether the source has the values of the custom field that the list is sorted by, as <c>v</c>.</summary>
        public bool IsPlaced { get; init; }

        /// <summary>Whether only rows without such a value count.</summary>
        public bool IsValueless { get; init; }

        /// <summary>The last row that is looked at; null for no end.</summary>
        public ListCursor? End { get; init; }

        /// <summary>The same where only the search counts, which an index of its own answers without the table.</summary>
        public string Alone { get; init; } = From;
    }
}
