using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Deliveries;

/// <summary>A change that a flow wants.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="Subject">The record, for example <c>customers/42</c>.</param>
/// <param name="Version">The record's version.</param>
/// <param name="At">When it changed.</param>
/// <param name="Payload">The record as JSON in UTF-8.</param>
/// <param name="Event">The envelope of the event, for flows that pass it on; null for all others.</param>
internal sealed record Change(Flow Flow, string Subject, long Version, DateTimeOffset At, byte[] Payload, byte[]? Event = null)
{
    private static readonly byte[] Nothing = "[]"u8.ToArray();

    /// <summary>What its delivery carries: of a flow that goes both ways only where to look, for both sides are read then.</summary>
    public byte[] Carried => Flow.Pair is null ? Payload : Nothing;
}

/// <summary>Adds deliveries at the end of their lanes: all of a batch in one statement.</summary>
internal static class NewDeliveries
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Adds a delivery for each change, in their order, unless the flow has one for this version already.
    /// </summary>
    /// <returns>Those that are ready to go; the others stand behind an open one of their lane, which will release them.</returns>
    public static async ValueTask<IReadOnlyList<Delivery>> AddAsync(
        ITransaction transaction, IReadOnlyList<Change> changes, Parts parts, DateTimeOffset now)
    {
        if (changes.Count == 0)
        {
            return [];
        }

        // Before the statement that looks at erasures and webhooks: whoever closes the table has committed by then, or waits for this
        // write.
        await DeliveryTable.EnterAsync(transaction);
        var added = await transaction.QueryAsync(Sql(transaction.Dialect), Added.Read, SqlValue.Utf8(Write(changes, parts)), now);
        var byKey = new Dictionary<(string, string, long), Change>();

        // The first of a version counts, as it does in the statement.
        foreach (var change in changes)
        {
            byKey.TryAdd((change.Flow.Name, change.Subject, change.Version), change);
        }

        // What a statement returns has no order.
        return [.. added.Where(one => one.IsReady).OrderBy(one => one.Id).Select(one => Ready(one, byKey[one.Key], parts, now))];
    }

    private static Delivery Ready(Added added, Change change, Parts parts, DateTimeOffset now) => new()
    {
        Id = added.Id,
        Flow = change.Flow.Name,
        Target = change.Flow.Target,
        Subject = change.Subject,
        Version = change.Version,
        Part = parts.Of(change.Flow, change.Subject),
        Attempts = 0,
        Replays = 0,
        SentAt = null,
        DueAt = now,
        ChangedAt = change.At,
        CreatedAt = now,
        Payload = added.IsErased ? Delivery.ErasedBytes : change.Carried,
        Event = change.Event,
        IsErased = added.IsErased,
        IsCurrent = added.IsErased,
        Erasures = added.Erasures,
    };

    /// <summary>
    /// A change of before an erasure, which it tells of, comes in as one that was erased. What is for a webhook that is gone comes in not
    /// at all. A lane that another write opens at the same moment makes one of the two run again, by the unique key of the heads. What is
    /// looked up row by row stands in sub-queries, which no statistics turn into a scan of the history.
    /// </summary>
    private static string Sql(SqlDialect dialect) =>
        $"""
        with fresh as (
          select number, version, part, changed_at, flow, target, subject, payload, event,
            case when exists (
              select 1 from erasures e where e.at >= given.changed_at and (e.subject = given.subject or given.payload like e.mentions))
              and given.payload <> 'null' then 1 else 0 end as erased
          from {dialect.Rows(
              "$1", ["number", "version", "part", "changed_at", "webhook"], ["flow", "target", "subject", "payload", "event"])}
          where (select d.id from deliveries d where d.subject = given.subject and d.flow = given.flow
            and d.version = given.version) is null
            and (given.webhook is null or exists (select 1 from webhooks w where w.id = given.webhook))
        ), {DeliveryTable.Occupied(dialect, "fresh")}
        insert into deliveries (flow, target, subject, version, part, state, attempts, replays, due_at, changed_at, created_at, is_current,
            payload, event)
        select flow, target, subject, version, part,
          case when row_number() over (partition by flow, subject order by number) > 1
            or exists (select 1 from occupied o where o.flow = fresh.flow and o.subject = fresh.subject) then 'blocked' else 'pending' end,
          0, 0, $2, changed_at, $2, erased, case when erased = 1 then '{DeliveryTable.Erased}' else payload end, event
        from fresh where true order by number
        on conflict (subject, flow, version) do nothing
        returning id, flow, subject, version, state, is_current, {Delivery.NewestErasure}
        """;

    private static byte[] Write(IReadOnlyList<Change> changes, Parts parts)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, Plain);
        json.WriteStartArray();
        for (var number = 0; number < changes.Count; number++)
        {
            var change = changes[number];
            json.WriteStartObject();
            json.WriteNumber("number", number);
            json.WriteString("flow", change.Flow.Name);
            json.WriteString("target", change.Flow.Target);
            json.WriteString("subject", change.Subject);
            json.WriteNumber("version", change.Version);
            json.WriteNumber("part", parts.Of(change.Flow, change.Subject));
            json.WriteNumber("changed_at", change.At.ToUnixTimeMilliseconds());
            json.WriteString("payload", change.Carried);
            if (change.Event is { } envelope)
            {
                json.WriteString("event", envelope);
            }

            if (change.Flow.Webhook is { } webhook)
            {
                json.WriteNumber("webhook", webhook);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>What became of a change.</summary>
    private readonly record struct Added(long Id, (string, string, long) Key, bool IsReady, bool IsErased, long Erasures)
    {
        public static Added Read(Row row) => new(
            row.Int64(0), (row.Text(1), row.Text(2), row.Int64(3)), row.Text(4) is DeliveryTable.Pending, row.Int64(5) != 0, row.Int64(6));
    }
}
