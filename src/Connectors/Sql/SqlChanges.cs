using System.Globalization;
using Lockstep.Connectors.Sdk;

namespace Lockstep.Connectors.Sql;

/// <summary>What changed in a table: by a column with the time of the last change, or by a log that triggers write.</summary>
internal sealed class SqlChanges(string name, ISqlEngine engine)
{
    private const char Separator = '|';
    private const string Listing = "list", Following = "log";

    /// <summary>One page.</summary>
    public Task<Reply<ChangesPage>> ReadAsync(SqlStatements statements, SqlTable table, ChangesRequest request, CancellationToken ct) =>
        table.Log is { } log ? ByLogAsync(statements, table, log, request, ct) : ByTimeAsync(statements, table, request, ct);

    private async Task<Reply<ChangesPage>> ByTimeAsync(
        SqlStatements statements, SqlTable table, ChangesRequest request, CancellationToken ct)
    {
        if (TimeCursor.Of(request) is not { } start)
        {
            return ChangesPage.StartOver;
        }

        // By the server's own clock, which sets the column, and before the page is read: whoever writes meanwhile must not fall behind
        // the cursor.
        var begun = await statements.NowAsync(ct);
        var (at, key) = (engine.Quote(table.ChangedAt!), engine.Quote(table.Key));
        var instant = start.At.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        var isSame = start.AfterId.Length == 0 ? $"{at} = @p0" : $"({at} = @p0 and {key} > @p1)";
        (string, string?)[] values = start.AfterId.Length == 0
            ? [(table.ChangedAt!, instant)] : [(table.ChangedAt!, instant), (table.Key, start.AfterId)];
        var records = await statements.ReadAsync(
            table, string.Create(CultureInfo.InvariantCulture, $"where {at} > @p0 or {isSame} order by {at}, {key} limit {request.Limit}"),
                values, ct);
        return new ChangesPage(records, start.Behind(records, begun).ToString(), More: records.Count == request.Limit);
    }

    /// <summary>
    /// First all rows by their keys, from a position of the log on that was noted down before; then what the log tells. A row that changes
    /// meanwhile comes twice, and is known again by its version.
    /// </summary>
    private async Task<Reply<ChangesPage>> ByLogAsync(
        SqlStatements statements, SqlTable table, SqlLog log, ChangesRequest request, CancellationToken ct)
    {
        if (request.Cursor is null)
        {
            var end = await statements.TextsAsync(engine.EndOfLog(log), ct);
            return await ListAsync(statements, table, end.Count == 0 ? "" : end[0].First, "", request.Limit, ct);
        }

        var parts = request.Cursor.Split(Separator, 3);
        return parts switch
        {
            [Listing, var position, var after] => await ListAsync(statements, table, position, after, request.Limit, ct),
            [Following, var position] => await FollowAsync(statements, table, log, position, request, ct),
            _ => ChangesPage.StartOver,
        };
    }

    private async Task<Reply<ChangesPage>> ListAsync(
        SqlStatements statements, SqlTable table, string position, string after, int limit, CancellationToken ct)
    {
        // By the key and not by a place in the list: rows that come or go meanwhile shift nothing.
        var key = engine.Quote(table.Key);
        var isBehind = after.Length == 0 ? "" : $"where {key} > @p0 ";
        var records = await statements.ReadAsync(
            table, string.Create(CultureInfo.InvariantCulture, $"{isBehind}order by {key} limit {limit}"),
            after.Length == 0 ? [] : [(table.Key, after)], ct);
        return records.Count == limit
            ? new ChangesPage(records, string.Join(Separator, Listing, position, records[^1].Id), More: true)
            : new ChangesPage(records, string.Join(Separator, Following, position), More: false);
    }

    private async Task<Reply<ChangesPage>> FollowAsync(
        SqlStatements statements, SqlTable table, SqlLog log, string position, ChangesRequest request, CancellationToken ct)
    {
        if (engine.ReadLog(log, position, request.StartsRound && request.Overlap > TimeSpan.Zero, request.Limit) is not { } sql)
        {
            return ChangesPage.StartOver;
        }

        var rows = await statements.TextsAsync(sql, ct);
        if (rows.Count == 0 && position.Length > 0
            && await statements.TextsAsync(engine.EndOfLog(log), ct) is [var end, ..] && IsBefore(end.First, position))
        {
            // The log was emptied, or came out of a backup, and counts from lower numbers: what it tells would never be read.
            return ChangesPage.StartOver;
        }

        // Each key once: of a row that changed ten times only the newest state can still be read.
        string[] keys = [.. rows.Select(static row => row.Second).Where(static key => key.Length > 0).Distinct(StringComparer.Ordinal)];
        var found = (await statements.FindAllAsync(table, keys, ct)).ToDictionary(static record => record.Id, StringComparer.Ordinal);
        var records = keys.Select(
            key => found.GetValueOrDefault(key) ?? new SourceRecord(key, $"gone from {name}", default) { IsDeleted = true });

        // The cursor follows the rows of the log, not the records: many rows may be about one, and the last of them counts.
        return new ChangesPage(
            [.. records], rows.Count == 0 ? request.Cursor : string.Join(Separator, Following, rows[^1].First),
                More: rows.Count == request.Limit);
    }

    /// <summary>Whether a position of a log lies before another one: numbers, the most significant first.</summary>
    private static bool IsBefore(string one, string other)
    {
        var (left, right) = (one.Split('.'), other.Split('.'));
        foreach (var (mine, theirs) in left.Zip(right))
        {
            var (a, b) = (UInt128.Parse(mine, CultureInfo.InvariantCulture), UInt128.Parse(theirs, CultureInfo.InvariantCulture));
            if (a != b)
            {
                return a < b;
            }
        }

        return false;
    }
}
