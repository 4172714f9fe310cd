using System.Globalization;
using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Outbox;

/// <summary>
/// Takes what is personal out of a module's history. The rows of the history stay with their digests, so that the audit log still verifies;
/// what they prove is gone.
/// </summary>
public static class HistoryErasure
{
    /// <summary>What stands where a name stood.</summary>
    public const string Erased = "(erased)";

    private const int RangeSize = 10_000;
    private const int VersionsPage = 100;

    /// <summary>How a record that belongs to a customer says so, for <c>like</c>.</summary>
    public static string Mentions(long customerId) => string.Create(CultureInfo.InvariantCulture, $"%\"customerId\":{customerId},%");

    /// <summary>The same where it says so last, as what flows have made may.</summary>
    public static string MentionsLast(long customerId) => string.Create(CultureInfo.InvariantCulture, $"%\"customerId\":{customerId}}}%");

    /// <summary>The entry without which a check of the audit log takes what is gone for taken away; it is written before.</summary>
    /// <param name="actor">Who wants it.</param>
    /// <param name="target">The record, for example <c>customers/42</c>.</param>
    public static AuditEntry EntryOf(string actor, string target) => new(actor, "record:erased", target);

    /// <summary>The records of a kind whose history mentions a customer, deleted ones too.</summary>
    public static Task<IReadOnlyList<long>> FindAsync(IStore store, string kind, long customerId, CancellationToken ct) => FindAsync(
        store, kind,
        (reader, after, until) => reader.QueryAsync(
            """
            select distinct record_id from history_data
            where kind = $1 and record_id > $2 and record_id <= $3 and data like $4 order by record_id
            """,
            static row => row.Int64(0), kind, after, until, Mentions(customerId)),
        ct);

    /// <summary>The records of a kind whose history has a text in one of its members, deleted ones too.</summary>
    /// <param name="store">The module's database.</param>
    /// <param name="kind">The kind of record.</param>
    /// <param name="member">The JSON name of the member.</param>
    /// <param name="start">What the text begins with, in lower case.</param>
    /// <param name="isMeant">Whether a version whose text begins so is meant.</param>
    /// <param name="ct">Ends the look between two ranges.</param>
    public static Task<IReadOnlyList<long>> FindAsync(
        IStore store, string kind, string member, string start, Func<byte[], bool> isMeant, CancellationToken ct)
    {
        var like = $"%\"{member.ToLowerInvariant()}\":\"{string.Concat(start.Select(Plain))}%";
        return FindAsync(
            store, kind,
            async (reader, after, until) => [.. (await reader.QueryAsync(
                """
                select record_id, data from history_data
                where kind = $1 and record_id > $2 and record_id <= $3 and lower(data) like $4 escape '\' order by record_id
                """,
                static row => (Id: row.Int64(0), Data: row.Bytes(1)), kind, after, until, like))
                .Where(one => isMeant(one.Data)).Select(static one => one.Id).Distinct()],
            ct);

        // The databases fold plain letters only.
        static string Plain(char letter) => letter is '%' or '_' or '\\' ? $"\\{letter}" : char.IsAscii(letter) ? $"{letter}" : "%";
    }

    /// <summary>In ranges, so that no read takes long; of so many versions each, for ids may lie very far apart.</summary>
    private static async Task<IReadOnlyList<long>> FindAsync(
        IStore store, string kind, Func<IReader, long, long, ValueTask<IReadOnlyList<long>>> range, CancellationToken ct)
    {
        var found = new List<long>();
        for (long after = 0, until = 0; ; after = until)
        {
            var from = after;
            var (last, some) = await store.ReadAsync(
                async reader =>
                {
                    var end = await reader.FirstAsync(
                        """
                        select coalesce(max(record_id), 0) from (
                          select record_id from history_data where kind = $1 and record_id > $2 order by record_id limit $3) as next
                        """,
                        static row => row.Int64(0), kind, from, RangeSize);
                    return (end, end == 0 ? [] : await range(reader, from, end));
                },
                ct);
            if (last == 0)
            {
                return found;
            }

            found.AddRange(some);
            until = last;
        }
    }

    /// <summary>Takes out what the history of a record says it was.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="kind">The kind of record.</param>
    /// <param name="id">The record.</param>
    /// <param name="keepsNewest">Whether the newest version stays, because it says nothing personal.</param>
    /// <param name="isMeant">Which versions; all by default.</param>
    public static async ValueTask<int> EraseAsync(
        ITransaction transaction, string kind, long id, bool keepsNewest, Func<byte[], bool>? isMeant = null)
    {
        var (erased, after) = (0, long.MinValue);
        IReadOnlyList<(long Version, byte[] Data)> page;

        // Page by page: one record may have very many versions, and each is read to see whether it is meant.
        do
        {
            page = await transaction.QueryAsync(
                """
                select version, data from history_data where kind = $1 and record_id = $2 and version > $4
                  and ($3 = 0 or version < (select max(h.version) from history h where h.kind = $1 and h.record_id = $2))
                order by version limit $5
                """,
                static row => (row.Int64(0), row.Bytes(1)), kind, id, keepsNewest ? 1 : 0, after, VersionsPage);
            var meant = page.Where(one => isMeant is null || isMeant(one.Data)).Select(static one => one.Version).ToList();
            erased += meant.Count == 0 ? 0 : await transaction.ExecuteAsync(
                $"delete from history_data where kind = $1 and record_id = $2 and {transaction.Dialect.InIntegers("version", "$3")}",
                kind, id, SqlValue.List(meant));
            after = page.Count == 0 ? after : page[^1].Version;
        }
        while (page.Count == VersionsPage);
        return erased;
    }

    /// <summary>Whether a version may speak of a customer: one that says whose it is, and names somebody else, does not.</summary>
    public static bool MaySpeakOf(byte[] data, long customerId)
    {
        using var version = JsonDocument.Parse(data);
        return !version.RootElement.TryGetProperty("customerId", out var owner) || owner.ValueKind is not JsonValueKind.Number
            || owner.GetInt64() == customerId;
    }

    /// <summary>
    /// Takes out the answers that are kept for repeats and are about a record or mention its owner; a repeat is a new wish then.
    /// </summary>
    public static ValueTask<int> ForgetAnswersAsync(ITransaction transaction, string mentions, string? location = null) =>
        transaction.ExecuteAsync(
        "delete from idempotency where body like $1 or location = $2", mentions, location);

    /// <summary>The same for all records of a kind that belong to a customer, each in a write of its own, with the names in them.</summary>
    /// <param name="store">The module's database.</param>
    /// <param name="trail">The audit log.</param>
    /// <param name="kind">The kind of record.</param>
    /// <param name="customerId">The customer.</param>
    /// <param name="actor">Who wants it.</param>
    /// <param name="rename">Takes the name out of the record itself; false when there is none any more.</param>
    /// <param name="ct">Ends the work between two records.</param>
    /// <returns>Those records.</returns>
    public static async Task<IReadOnlyList<long>> EraseOwnAsync(
        IStore store, IAuditTrail trail, string kind, long customerId, string actor,
        Func<ITransaction, long, ValueTask<bool>> rename, CancellationToken ct)
    {
        var found = await FindAsync(store, kind, customerId, ct);
        await EraseAllAsync(store, trail, kind, found, actor, rename, data => MaySpeakOf(data, customerId), ct);

        // After the records: what was answered while they still had the name goes too.
        await store.WriteAsync(transaction => ForgetAnswersAsync(transaction, Mentions(customerId)), ct);
        return found;
    }

    /// <summary>
    /// The same for some records that were found, each in a write of its own; of their histories what is meant goes, and what is somebody
    /// else's stays.
    /// </summary>
    public static async Task EraseAllAsync(
        IStore store, IAuditTrail trail, string kind, IEnumerable<long> ids, string actor, Func<ITransaction, long, ValueTask<bool>> rename,
        Func<byte[], bool> isMeant, CancellationToken ct)
    {
        foreach (var id in ids)
        {
            // The entry first. The other order leaves, when we die in between, a gap that a check of the log takes for tampering.
            await trail.RecordAsync(EntryOf(actor, string.Create(CultureInfo.InvariantCulture, $"{kind}s/{id}")), ct);
            await store.WriteAsync(
                async transaction => await EraseAsync(transaction, kind, id, keepsNewest: await rename(transaction, id), isMeant), ct);
        }
    }
}
