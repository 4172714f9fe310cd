using System.Globalization;
using System.Text.Json;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Runtime.Http;

/// <summary>One version of a record.</summary>
/// <param name="Version">The version that the change made.</param>
/// <param name="Change"><c>created</c>, <c>changed</c> or <c>deleted</c>.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Actor">Who, for example <c>user:1</c> or <c>flow:welcome-package</c>.</param>
/// <param name="Fields">JSON names of the changed fields.</param>
/// <param name="Record">The record after the change; null for a delete or after an erasure.</param>
public sealed record HistoryEntry(
    long Version, string Change, DateTimeOffset At, string Actor, IReadOnlyList<string> Fields, JsonElement? Record);

/// <summary>Answers the history of one record, newest version first, a page at a time.</summary>
public static class HistoryReader
{
    private const int PageSize = 100;

    /// <summary>The query parameters for the OpenAPI document.</summary>
    public static object[] Parameters { get; } = [new QueryParameter("after", "The value of next of the page before")];

    /// <summary>Reads one page; <c>after</c> is the version to go on below.</summary>
    /// <param name="database">The module's database.</param>
    /// <param name="kind">The kind of record.</param>
    /// <param name="id">The record.</param>
    /// <param name="query">The query string.</param>
    /// <param name="work">The work.</param>
    /// <param name="shows">Whether the caller sees a version, by the record after it; null for all of them.</param>
    public static async Task<Answer> ReadAsync(
        ModuleDatabase database, string kind, long id, IQueryCollection query, Work work, Func<byte[]?, bool>? shows = null)
    {
        var below = long.MaxValue;
        if (query.TryGetValue("after", out var after) && !long.TryParse(after, CultureInfo.InvariantCulture, out below))
        {
            return Refusal.Invalid("after", "Must be the value of next of a page.");
        }

        var rows = await database.Store.AskAsync(
            reader => reader.QueryAsync(
                """
                select h.version, h.change, h.at, h.actor, h.fields, d.data from history h
                left join history_data d on d.kind = h.kind and d.record_id = h.record_id and d.version = h.version
                where h.kind = $1 and h.record_id = $2 and h.version < $3 order by h.version desc limit $4
                """,
                static row => new
                {
                    Version = row.Int64(0),
                    Change = row.Text(1),
                    At = row.Instant(2),
                    Actor = row.Text(3),
                    Fields = row.Text(4),
                    Data = row.IsNull(5) ? null : row.Bytes(5),
                },
                kind, id, below, PageSize + 1),
            work.Ct);
        if (rows.Count == 0 && below == long.MaxValue)
        {
            return Answer.NotFound(kind, id);
        }

        var shown = rows.Take(PageSize).Where(row => shows?.Invoke(row.Data) is not false);
        return Answer.Ok(PageWriter.Write(shown, rows.Count > PageSize ? rows[PageSize - 1].Version : null, (json, row) =>
        {
            json.WriteNumber("version", row.Version);
            PageWriter.WriteChange(json, row.Change, row.At, row.Actor, row.Fields, row.Data);
        }));
    }
}
