using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Http.Lists;

/// <summary>
/// A page of a list by a custom field: rows with a value, which an index has in their order, and behind them those without one, by the ids
/// of the records. Both may lie far apart where a filter lets few rows pass, or nearly all have a value: what a page looks through has an
/// end, and one that comes to it is short and says where the next one goes on.
/// </summary>
/// <typeparam name="T">The record.</typeparam>
/// <param name="Rows">The rows, one more than the page where there is a next one.</param>
/// <param name="End">Where the next page goes on, when this one ended before it was full; else null.</param>
internal sealed record PlacedPage<T>(IReadOnlyList<T> Rows, ListCursor? End)
{
    /// <summary>Reads it.</summary>
    /// <param name="reader">Reads.</param>
    /// <param name="read">Makes the record of a row.</param>
    /// <param name="sql">The statements.</param>
    /// <param name="query">What is asked.</param>
    /// <param name="walk">The most rows that are looked through besides those that are shown or skipped.</param>
    public static async ValueTask<PlacedPage<T>> ReadAsync(IReader reader, RowReader<T> read, ListSql<T> sql, ListQuery query, int walk)
    {
        var isBehind = query.After is { AtPlace: null };
        var end = isBehind || !sql.IsSifted ? null : await EndAsync(reader, sql.EndOfValues(walk + query.Skip + query.Size), row =>
            row.IsNull(0) ? null : new ListCursor(query.Order, ListCursor.Placed(row.Text(0)), row.Int64(1)));
        var rows = isBehind ? [] : await QueryAsync(reader, sql.Page(end), read);
        var missing = query.Size + 1 - rows.Count;
        if (missing == 0 || end is not null)
        {
            return new PlacedPage<T>(rows, missing == 0 ? null : end);
        }

        return query.Custom.Any(one => string.Equals(one.Field, query.CustomSort, StringComparison.Ordinal))
            ? new PlacedPage<T>(rows, null)
            : await ReadValuelessAsync(reader, read, sql, query, rows, walk);
    }

    private static async ValueTask<PlacedPage<T>> ReadValuelessAsync(
        IReader reader, RowReader<T> read, ListSql<T> sql, ListQuery query, IReadOnlyList<T> rows, int walk)
    {
        var (skip, missing) = (0, query.Size + 1 - rows.Count);
        if (rows.Count == 0 && query.Skip > 0)
        {
            var (text, values) = sql.CountPlaced();
            skip = query.Skip - (int)await reader.FirstAsync(text, static row => row.Int64(0), values);
        }

        var end = sql.IsLed ? null : await EndAsync(reader, sql.EndOfIds(walk + skip + missing), row =>
            new ListCursor(query.Order, ListCursor.Placed(null), row.Int64(0)));
        var valueless = await QueryAsync(reader, sql.Valueless(skip, missing, end), read);
        return new PlacedPage<T>([.. rows, .. valueless], valueless.Count == missing ? null : end);
    }

    private static ValueTask<ListCursor?> EndAsync(IReader reader, (string Sql, SqlValue[] Values) end, RowReader<ListCursor?> read) =>
        reader.FirstAsync(end.Sql, read, end.Values);

    private static ValueTask<IReadOnlyList<T>> QueryAsync(IReader reader, (string Sql, SqlValue[] Values) page, RowReader<T> read) =>
        reader.QueryAsync(page.Sql, read, page.Values);
}
