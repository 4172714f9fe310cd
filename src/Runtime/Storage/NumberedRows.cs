using System.Collections.Concurrent;
using System.Globalization;

namespace Lockstep.Runtime.Storage;

/// <summary>Adds rows to tables that number them.</summary>
public static class NumberedRows
{
    // Known by the list itself, not by what is in it: callers keep one for each table.
    private static readonly ConcurrentDictionary<(string Table, IReadOnlyList<string> Columns), string> Inserts = new();

    /// <summary>Adds many rows, in few round trips where each statement is one; their ids, in their order.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="table">A table whose column <c>id</c> it fills itself.</param>
    /// <param name="columns">The columns that are given; one list for each table, for its statement is made once.</param>
    /// <param name="rows">Their values, a row each.</param>
    /// <exception cref="UniqueViolationException">A key was taken.</exception>
    public static async ValueTask<IReadOnlyList<long>> InsertNumberedAsync(
        this ITransaction transaction, string table, IReadOnlyList<string> columns, IReadOnlyList<SqlValue[]> rows)
    {
        // A single row gets its id from the insert: to draw one first would be a round trip more.
        if (rows.Count > 1 && transaction.Dialect.NextIds(table, "$1") is { } numbers)
        {
            var ids = await transaction.QueryAsync(numbers, static row => row.Int64(0), rows.Count);
            await transaction.InsertManyAsync(table, ["id", .. columns], [.. rows.Zip(ids, static (row, id) => (SqlValue[])[id, .. row])]);
            return ids;
        }

        var insert = Inserts.GetOrAdd((table, columns), static key => InsertOf(key.Table, key.Columns));
        var given = new long[rows.Count];
        for (var index = 0; index < given.Length; index++)
        {
            given[index] = await transaction.FirstAsync(insert, static row => row.Int64(0), rows[index]);
        }

        return given;
    }

    /// <summary>The same where some rows bring their ids along, which must be free; 0 stands for one that the table gives.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="table">A table whose column <c>id</c> it fills itself.</param>
    /// <param name="columns">The columns that are given.</param>
    /// <param name="rows">Their values, a row each.</param>
    /// <param name="wanted">The id of each row, or 0.</param>
    public static async ValueTask<IReadOnlyList<long>> InsertNumberedAsync(
        this ITransaction transaction, string table, IReadOnlyList<string> columns, IReadOnlyList<SqlValue[]> rows,
        IReadOnlyList<long> wanted)
    {
        var brought = rows.Zip(wanted).Where(static row => row.Second != 0).ToList();
        if (brought.Count == 0)
        {
            return await transaction.InsertNumberedAsync(table, columns, rows);
        }

        // Those that bring their ids come first: numbered before them, another row could be given one of these.
        if (transaction.Dialect.PassIds(table, "$1") is { } pass)
        {
            await transaction.QueryAsync(pass, static row => row.Int64(0), wanted.Max());
        }

        await transaction.InsertManyAsync(
            table, ["id", .. columns], [.. brought.Select(static row => (SqlValue[])[row.Second, .. row.First])]);
        var given = new Queue<long>(await transaction.InsertNumberedAsync(
            table, columns, [.. rows.Zip(wanted).Where(static row => row.Second == 0).Select(static row => row.First)]));
        return [.. wanted.Select(id => id == 0 ? given.Dequeue() : id)];
    }

    private static string InsertOf(string table, IReadOnlyList<string> columns)
    {
        var places = columns.Select(static (_, index) => string.Create(CultureInfo.InvariantCulture, $"${index + 1}"));
        return $"insert into {table} ({string.Join(", ", columns)}) values ({string.Join(", ", places)}) returning id";
    }
}
