using System.Globalization;
using System.Text.Json;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Runtime.Http;

/// <summary>One change in the order of the commits.</summary>
/// <param name="Position">Its place in that order; give the last one as <c>after</c>.</param>
/// <param name="EventId">The id of the event that published it.</param>
/// <param name="Id">The record's id.</param>
/// <param name="Version">The record's version after the change.</param>
/// <param name="Change"><c>created</c>, <c>changed</c> or <c>deleted</c>.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Actor">Who.</param>
/// <param name="Fields">JSON names of the changed fields.</param>
/// <param name="Record">The record after the change; null for a delete.</param>
public sealed record ChangeEntry(
    long Position, Guid EventId, long Id, long Version, string Change, DateTimeOffset At, string Actor, IReadOnlyList<string> Fields,
    JsonElement? Record);

/// <summary>Answers the changes feed of one kind of record: every change since a position, none skipped, deletes included.</summary>
public static class ChangesReader
{
    private const string Now = "now";
    private const string StartOver = "take a position from changes?after=now, read the whole list, then go on from that position.";
    private const int SizeDefault = 100;
    private const int SizeMax = 1_000;

    /// <summary>The query parameters for the OpenAPI document.</summary>
    public static object[] Parameters { get; } =
    [
        new QueryParameter(
            "after", "The position to go on behind: the value of next of the answer before, or now for the newest; 0 by default"),
        new QueryParameter("size", $"Changes of a page, 1 to {SizeMax}; {SizeDefault} by default"),
    ];

    /// <summary>
    /// Reads one page. <c>next</c> is always a position to go on from, also when there is nothing new; <c>after=now</c> gives the
    /// newest one. 410 when the position is older than what the outbox keeps, 409 when it is ahead of the newest.
    /// </summary>
    /// <param name="database">The module's database.</param>
    /// <param name="kind">The kind of record.</param>
    /// <param name="query">The query string.</param>
    /// <param name="work">The work.</param>
    /// <param name="ownedBy">
    /// SQL for the ids of the records that belong to the customer <c>{0}</c>, for callers who reach no others; null when the endpoint
    /// is not open to them.
    /// </param>
    /// <param name="shows">Whether such a caller sees a version, by the record after it; null for all of those records.</param>
    public static async Task<Answer> ReadAsync(
        ModuleDatabase database, string kind, IQueryCollection query, Work work, string? ownedBy = null, Func<byte[]?, bool>? shows = null)
    {
        var errors = new Errors();
        var fromNow = string.Equals(query["after"], Now, StringComparison.Ordinal);
        var after = fromNow ? long.MaxValue : query.Number("after", 0, long.MaxValue, 0, errors);
        var size = (int)query.Number("size", 1, SizeMax, SizeDefault, errors);
        if (errors.ToRefusal() is { } refusal)
        {
            return refusal;
        }

        // One snapshot: what is removed between the look at what is kept and the page would be skipped in silence.
        return await database.Store.ReadAsync(
            async reader =>
            {
                var kept = await OutboxReader.KeptAsync(reader);
                var from = fromNow ? kept.Newest : after;
                return RefuseBeyond(from, kept, "Changes", StartOver) is { } beyond
                    ? beyond
                    : await ReadAsync(reader, database.Store.Name, kind, ownedBy, work.Only, from, size, shows);
            },
            work.Ct);
    }

    /// <summary>Why nobody can go on from a position; null when they can.</summary>
    /// <param name="after">The position.</param>
    /// <param name="kept">What is kept.</param>
    /// <param name="what">What is read, for the sentence.</param>
    /// <param name="startOver">What to do instead, as the end of a sentence.</param>
    internal static Refusal? RefuseBeyond(long after, KeptEvents kept, string what, string startOver) => !kept.HasAllAfter(after)
        ? new Refusal(RefusalCode.Expired, $"{what} that old are no longer kept; {startOver}")
        : after > kept.Newest
            ? new Refusal(
                RefusalCode.Conflict,
                $"Position {after} was never given out here, the newest is {kept.Newest}: it is of another server, or of before a restore; "
                    + startOver)
            : null;

    private static async ValueTask<Answer> ReadAsync(
        IReader reader, string module, string kind, string? ownedBy, long? owner, long after, int size,
        Func<byte[]?, bool>? shows)
    {
        var (events, position) = owner is null
            ? await OutboxReader.ReadKindAsync(reader, module, kind, after, size)
            : await OutboxReader.ReadOwnAsync(reader, module, kind, ownedBy!, owner.Value, after, size);
        return Answer.Ok(PageWriter.Write(events.Where(change => shows?.Invoke(change.Data) is not false), position, WriteItem));
    }

    private static void WriteItem(Utf8JsonWriter json, OutboxEvent change)
    {
        json.WriteNumber("position", change.Position);
        json.WriteString("eventId", change.Id);
        json.WriteNumber("id", change.RecordId);
        json.WriteNumber("version", change.Version);
        PageWriter.WriteChange(json, change.Change, change.At, change.Actor, change.Fields, change.Data);
    }
}
