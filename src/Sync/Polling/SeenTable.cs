using System.Text.Json;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Polling;

/// <summary>What flows have seen of the records that they ask for, or are told of.</summary>
internal static class SeenTable
{
    /// <summary>
    /// What of some records a flow has not seen and wants; all of it is seen from now on. What is decided by stays as it is, for nobody
    /// else does this under the lease that the commit checks. A record that does not say when it changed did so before it was asked for: an
    /// erasure since then is one of it.
    /// </summary>
    /// <param name="transaction">The write.</param>
    /// <param name="flow">The flow.</param>
    /// <param name="records">The records; their ids are fit to be used.</param>
    /// <param name="askedAt">Before they were asked for.</param>
    /// <param name="news">The record as it is seen now; null when that is no news.</param>
    public static async ValueTask<IReadOnlyList<Change>> NewsAsync(
        ITransaction transaction, Flow flow, IReadOnlyList<SourceRecord> records, DateTimeOffset askedAt,
        Func<string, SourceRecord, SeenRecord?, SeenRecord?> news)
    {
        var seen = await SeenAsync(transaction, flow, records);
        var newest = new Dictionary<string, SeenRecord>(StringComparer.Ordinal);
        var changes = new List<Change>();
        foreach (var record in records)
        {
            var subject = flow.SubjectPrefix + record.Id;
            var known = seen.GetValueOrDefault(subject);
            if (news(subject, record, known) is not { } fresh)
            {
                continue;
            }

            // A record that changed before it was met first is still new to this flow, whatever its version says. One that was gone before
            // is nothing to tell, but what comes late of before that must not bring it back.
            seen[subject] = newest[subject] = fresh;
            if (flow.On.Contains(fresh.ChangeAfter(known)) && (known is not null || !record.IsDeleted))
            {
                changes.Add(new Change(
                    flow, subject, fresh.Number, record.ChangedAt ?? askedAt,
                    record.IsDeleted ? "null"u8.ToArray() : record.Data.ToArray()));
            }
        }

        await NoteSeenAsync(transaction, flow, newest.Values);
        return changes;
    }

    private static async ValueTask<Dictionary<string, SeenRecord>> SeenAsync(
        ITransaction transaction, Flow flow, IReadOnlyList<SourceRecord> records)
    {
        var rows = await transaction.QueryAsync(
            $"""
            select s.subject, s.version, s.ordering, s.number, s.is_deleted
            from ({transaction.Dialect.Texts("$2")}) as page join poll_seen s on s.flow = $1 and s.subject = page.value
            """,
            static row => new SeenRecord(row.Text(0), row.Text(1), row.Int64(2), row.Int64(3), row.Int64(4)),
            flow.Name, SqlValue.List(records.Select(record => flow.SubjectPrefix + record.Id).Distinct(StringComparer.Ordinal)));
        return rows.ToDictionary(static row => row.Subject, StringComparer.Ordinal);
    }

    private static ValueTask NoteSeenAsync(ITransaction transaction, Flow flow, IReadOnlyCollection<SeenRecord> newest) =>
        transaction.SendAsync(
            $"""
            insert into poll_seen (flow, subject, version, ordering, number, is_deleted)
            select $1, subject, version, ordering, number, gone
            from {transaction.Dialect.Rows("$2", ["ordering", "number", "gone"], ["subject", "version"])} where true
            on conflict (flow, subject) do update set version = excluded.version, ordering = excluded.ordering, number = excluded.number,
              is_deleted = excluded.is_deleted
            """,
            flow.Name, JsonSerializer.Serialize([.. newest], SeenJson.Default.SeenRecordArray));
}
