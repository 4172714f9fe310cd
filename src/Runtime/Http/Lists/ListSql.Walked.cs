using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Http.Lists;

/// <summary>
/// A search that finds very many rows, in an order of its own. The search index has rows in the order of their ids only: all that it finds
/// would be read and sorted for one page. So the rows are walked in their order instead, and each is looked at; among so many that fit,
/// a page of them soon comes together.
/// </summary>
internal sealed partial class ListSql<T>
{
    /// <summary>Whether all that is found has to be sorted.</summary>
    public bool IsSortedSearch => query is { Search: not null, Owner: null, CustomSort: null } && query.Sort is not "id"
        && dialect.Search is not SqlSearch.IndexedLike;

    /// <summary>The sort key and the id of the row that comes so many rows behind the cursor; no row when there are fewer.</summary>
    public (string Sql, SqlValue[] Values) EndOfWalk(int rows)
    {
        _values.Clear();
        var direction = query.Descending ? "desc" : "asc";

        // Ids are rowids in SQLite, the only store whose search index is a table of its own.
        var sql = $"select {SortColumn}, t.rowid from {spec.Table} t where {KeysetCondition(SortColumn, Walk(null)) ?? "true"} "
            + $"order by {SortColumn} {direction}, t.id {direction} limit 1 offset {Value(rows)}";
        return (sql, [.. _values]);
    }

    /// <summary>The page, as far as it is among the rows up to an end.</summary>
    /// <param name="end">The last row that is looked at.</param>
    public (string Sql, SqlValue[] Values) Walked(ListCursor end) => Page([Walk(end)], query.Skip, query.Size + 1);

    private Branch Walk(ListCursor? end) => new(
        $"{spec.Table} t", "t.id", () => Holds(query.Search!, part => Contains("t.search", part)))
    {
        End = end,
    };
}
