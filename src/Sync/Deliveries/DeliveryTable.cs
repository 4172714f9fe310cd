using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Deliveries;

/// <summary>The statements that keep the lanes in order.</summary>
internal static class DeliveryTable
{
    /// <summary>
    /// Adds a delivery at the end of its lane. Null when this flow has one for this version already, or when the lane has an open
    /// one, which will release it; else the delivery, ready to go.
    /// </summary>
    public static async ValueTask<Delivery?> AddAsync(
        ITransaction transaction, Flow flow, string subject, long version, DateTimeOffset changedAt, byte[] payload, DateTimeOffset now)
    {
        var (id, state) = await transaction.FirstAsync(
            """
            insert into deliveries (flow, target, subject, version, state, attempts, replays, due_at, changed_at, created_at, payload)
            select $1, $2, $3, $4,
              case when exists (select 1 from deliveries where flow = $1 and subject = $3 and finished_at is null) then 'blocked' else 'pending' end,
              0, 0, $6, $5, $6, $7
            where true
            on conflict (subject, flow, version) do nothing
            returning id, state
            """,
            static row => (row.Int64(0), row.Text(1)),
            flow.Name, flow.Target, subject, version, changedAt, now, SqlValue.Utf8(payload));
        return state is not "pending" ? null : new Delivery
        {
            Id = id,
            Flow = flow.Name,
            Target = flow.Target,
            Subject = subject,
            Version = version,
            Attempts = 0,
            Replays = 0,
            IsSent = false,
            DueAt = now,
            ChangedAt = changedAt,
            CreatedAt = now,
            Payload = payload,
        };
    }

    /// <summary>
    /// Deliveries of a target that are due, the longest due first. Those of flows that are gone stay where they are: were they read,
    /// they could fill memory, or be the one probe of a circuit breaker, and hold up all others for ever.
    /// </summary>
    /// <param name="reader">Reads the module's database.</param>
    /// <param name="target">The target system.</param>
    /// <param name="flows">The names of the flows in force, as a JSON array.</param>
    /// <param name="now">The instant up to which they are due.</param>
    /// <param name="limit">The most to read.</param>
    public static ValueTask<IReadOnlyList<Delivery>> DueAsync(IReader reader, string target, string flows, DateTimeOffset now, int limit) =>
        reader.QueryAsync(
            $"""
            select {Delivery.Columns} from deliveries
            where target = $1 and state = 'pending' and due_at <= $2 and flow in ({reader.Dialect.Texts("$3")})
            order by due_at, id limit $4
            """,
            Delivery.Read, target, now, flows, limit);

    /// <summary>When the next delivery of a target is due, or null when none is pending.</summary>
    public static ValueTask<long?> NextDueAsync(IReader reader, string target, DateTimeOffset after) => reader.FirstAsync(
        "select min(due_at) from deliveries where target = $1 and state = 'pending' and due_at > $2",
        static row => row.Int64OrNull(0), target, after);

    /// <summary>Notes down that a delivery goes out now, to a target where nobody could tell afterwards.</summary>
    public static ValueTask<int> MarkSentAsync(ITransaction transaction, Delivery delivery, DateTimeOffset now) => transaction.ExecuteAsync(
        "update deliveries set sent_at = $2 where id = $1 and state = 'pending'", delivery.Id, now);

    /// <summary>How many of the newest failed attempts the target answered, rather than being out of reach.</summary>
    public static ValueTask<long> AnsweredAsync(IReader reader, Delivery delivery) => reader.FirstAsync(
        """
        select count(*) from (select cause from attempts where delivery_id = $1 order by number desc limit $2) where cause <> 'unavailable'
        """,
        static row => row.Int64(0), delivery.Id, delivery.Attempts);

    /// <summary>Releases the next delivery of a lane whose first one has ended; null when the lane is empty.</summary>
    public static ValueTask<Delivery?> ReleaseNextAsync(ITransaction transaction, Delivery ended, DateTimeOffset now) => transaction.FirstAsync(
        $"""
        update deliveries set state = 'pending', due_at = $3
        where id = (select min(id) from deliveries where flow = $1 and subject = $2 and finished_at is null)
        returning {Delivery.Columns}
        """,
        Delivery.Read, ended.Flow, ended.Subject, now);
}
