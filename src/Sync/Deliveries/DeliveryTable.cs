using Lockstep.Runtime.Storage;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// The statements that find deliveries and keep the lanes in order; <see cref="NewDeliveries"/> has the one that adds them.
/// </summary>
internal static class DeliveryTable
{
    /// <summary>
    /// The state of a delivery that is next in its lane. A value of the statements that go by the id, not a word in them: there PostgreSQL
    /// would take it for the condition of a partial index, and read that one from end to end.
    /// </summary>
    public const string Pending = "pending";

    /// <summary>The state of one behind it.</summary>
    public const string Blocked = "blocked";

    /// <summary>The payload of a delivery whose person was erased.</summary>
    public const string Erased = Delivery.Erased;

    private const int FirstPart = 5;
    private const string Lock = "deliveries";

    /// <summary>
    /// Held until the commit by whoever adds deliveries or notes attempts down: what they look up meanwhile, nobody who closes the table
    /// has changed.
    /// </summary>
    public static ValueTask EnterAsync(ITransaction transaction) => transaction.LockAsync(Lock, shared: true);

    /// <summary>
    /// Waits for those, and keeps them out until the commit: by whoever says that something may not be among deliveries any more.
    /// </summary>
    public static ValueTask CloseAsync(ITransaction transaction) => transaction.LockAsync(Lock);

    /// <summary>No pause is that long; a target that asks for more gets a day.</summary>
    public static FutureRule Future { get; } = new(
        "sync", TimeSpan.FromDays(31), "update deliveries set due_at = $1 where state = 'pending' and due_at > $2");

    /// <summary>
    /// Deliveries of a target that are due, the longest due first. Those of flows that are gone stay where they are: were they read,
    /// they could fill memory, or be the one probe of a circuit breaker, and hold up all others for ever.
    /// </summary>
    /// <param name="reader">Reads the module's database.</param>
    /// <param name="target">The target system.</param>
    /// <param name="parts">Which parts to read: as many numbers as there are parts, -1 for each that is left out.</param>
    /// <param name="flows">The list of the names of the flows in force.</param>
    /// <param name="now">The instant up to which they are due.</param>
    /// <param name="limit">The most to read.</param>
    /// <param name="isHeld">Which of them are in memory; those are null in what is read.</param>
    public static ValueTask<IReadOnlyList<Delivery?>> DueAsync(
        IReader reader, string target, IReadOnlyList<int> parts, SqlValue flows, DateTimeOffset now, int limit, Func<long, bool> isHeld) =>
        reader.QueryAsync(
            DueSql(reader.Dialect, parts.Count), row => isHeld(row.Int64(0)) ? null : Delivery.Read(row),
            [target, now, flows, limit, .. parts.Select(static part => (SqlValue)part)]);

    /// <summary>Brings deliveries that are still to be made, or may be replayed, into the parts that there are.</summary>
    public static Task<int> FoldPartsAsync(IStore store, int count, CancellationToken ct) => store.WriteAsync(
        async transaction =>
        {
            await transaction.SendAsync("update deliveries set part = part % $1 where finished_at is null and part >= $1", count);
            return await transaction.ExecuteAsync("update deliveries set part = part % $1 where state = 'dead' and part >= $1", count);
        },
        ct);

    /// <summary>When the next delivery of these parts of a target is due, or null when none is pending.</summary>
    public static ValueTask<long?> NextDueAsync(IReader reader, string target, IReadOnlyList<int> parts, DateTimeOffset after) =>
        reader.FirstAsync(
            $"""
            select min(next) from (
              select (select min(due_at) from deliveries where target = $1 and part = p.value and state = 'pending' and due_at > $2) as next
              from ({reader.Dialect.Integers("$3")}) as p) as each_part
            """,
            static row => row.Int64OrNull(0),
            target,
            after,
            SqlValue.List(parts.Select(static part => (long)part)));

    /// <summary>Notes down that a delivery goes out now, to a target where nobody could tell afterwards.</summary>
    public static ValueTask<int> MarkSentAsync(ITransaction transaction, Delivery delivery, DateTimeOffset now) => transaction.ExecuteAsync(
        "update deliveries set sent_at = $2 where id = $1 and state = $3", delivery.Id, now, Pending);

    /// <summary>Takes that back, when it did not go after all.</summary>
    public static ValueTask UnmarkAsync(ITransaction transaction, Delivery delivery) =>
        transaction.SendAsync("update deliveries set sent_at = null where id = $1 and state = $2", delivery.Id, Pending);

    /// <summary>How many of the newest failed attempts the target answered, rather than being out of reach.</summary>
    public static ValueTask<long> AnsweredAsync(IReader reader, Delivery delivery) => reader.FirstAsync(
        """
        select count(*) from (select cause from attempts where delivery_id = $1 order by number desc limit $2) as newest
        where cause not in ('unavailable', 'outcome-unknown', 'unlinked')
        """,
        static row => row.Int64(0), delivery.Id, delivery.Attempts);

    /// <summary>Whether a newer version of the record has been delivered.</summary>
    public static async ValueTask<bool> IsSupersededAsync(IReader reader, Delivery delivery) =>
        await reader.FirstAsync(
            "select version from links where flow = $1 and subject = $2", static row => row.Int64(0), delivery.Flow,
            delivery.Subject) > delivery.Version;

    /// <summary>
    /// Releases deliveries that are next in their lanes, whose first ones have ended; gives those that have waited. A statement behind
    /// the one that ended them: where writes overlap, that one may have waited for somebody who added to the lane, and only a later one
    /// sees what was added.
    /// </summary>
    public static ValueTask<IReadOnlyList<Delivery>> ReleaseAsync(ITransaction transaction, SqlValue heads, DateTimeOffset now) =>
        transaction.QueryAsync(
        $"""
        update deliveries set state = $3, due_at = $2 where {transaction.Dialect.InIntegers("id", "$1")} and state = $4
        returning {Delivery.Columns}
        """,
        Delivery.Read, heads, now, Pending, Blocked);

    /// <summary>
    /// Puts dead letters back into their lanes: at the head where the lane is empty, else behind what is under way. What is decided by is
    /// kept as in <see cref="NewDeliveries"/>. All is decided before the first row changes: SQLite looks into a table while it updates it,
    /// so a sub-query in the values that are set would find the rows before it no longer dead.
    /// </summary>
    /// <param name="transaction">The write.</param>
    /// <param name="ids">The list of the deliveries; those that are not dead stay as they are.</param>
    /// <param name="now">The instant.</param>
    /// <param name="isCurrent">Whether they bring their records as they are by then.</param>
    /// <param name="withDone">
    /// Whether also those that have ended otherwise are to go once more: for events, which a receiver knows again. What was erased stays.
    /// </param>
    /// <param name="replay">
    /// The replay of many by which that is done, which leaves those alone of which nobody knows whether they arrived; null for none.
    /// </param>
    public static async ValueTask<int> ReviveAsync(
        ITransaction transaction, SqlValue ids, DateTimeOffset now, bool isCurrent = false, bool withDone = false, long? replay = null)
    {
        // A replay of many is nobody's word that a create of which nobody knows what became may be sent again.
        await (replay is null ? OpenCreate.ReleaseAsync(transaction, ids) : ValueTask.CompletedTask);
        var ended = Ended(withDone, replay is not null);
        return await transaction.ExecuteAsync(
        $"""
        with chosen as (
          select id, flow, subject from deliveries where {transaction.Dialect.InIntegers("id", "$1")} and {ended}
          order by id {transaction.Dialect.KeepingRows}
        ), {Occupied(transaction.Dialect, "chosen")}
        update deliveries set attempts = 0, replays = replays + 1, due_at = $2, created_at = $2, sent_at = null, finished_at = null,
          cause = null, message = null,
          fingerprint = null, waiting_for = null, replay_id = $4,
          is_current = case when payload = '{Erased}' then 1 else $3 end, state = decided.state
        from (
          select id, case when row_number() over (partition by flow, subject order by id) > 1
            or exists (select 1 from occupied o where o.flow = chosen.flow and o.subject = chosen.subject)
            then 'blocked' else 'pending' end as state
          from chosen
        ) as decided
        where deliveries.id = decided.id and {ended}
        """,
        ids, now, isCurrent ? 1 : 0, replay);
    }

    private static string Ended(bool withDone, bool isKnown) => withDone
        ? $"deliveries.finished_at is not null and deliveries.event is not null and deliveries.payload <> '{Erased}'"
        : "deliveries.state = 'dead'" + (isKnown ? " and coalesce(deliveries.cause, '') <> 'outcome-unknown'" : "");

    /// <summary>
    /// Makes the first open delivery of each lane of a flow ready to go, where none is: what was before it may have been removed while
    /// nothing was sent.
    /// </summary>
    public static ValueTask ReleaseHeadsAsync(ITransaction transaction, string flow, DateTimeOffset now) => transaction.SendAsync(
        """
        update deliveries set state = 'pending', due_at = $2 where state = 'blocked' and id in (
          select min(id) from deliveries where flow = $1 and finished_at is null group by subject)
        """,
        flow, now);

    /// <summary>Sets deliveries aside for good: dead ones, and those that nothing brings over because their flow is gone.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="ids">The list of the deliveries; those that have ended otherwise stay as they are.</param>
    /// <param name="reason">Who did so, and why.</param>
    /// <param name="now">The instant.</param>
    /// <param name="withOpen">Whether open ones are among them.</param>
    public static async ValueTask<int> DiscardAsync(
        ITransaction transaction, SqlValue ids, string reason, DateTimeOffset now, bool withOpen = false)
    {
        // Before the update, which takes away the state and the cause by which it knows what a person has judged by this.
        await OpenCreate.ForgetAsync(transaction, ids);
        return await transaction.ExecuteAsync(
            $"""
            update deliveries set state = 'skipped', finished_at = $2, message = $3, fingerprint = null, waiting_for = null
            where {transaction.Dialect.InIntegers("id", "$1")} and (state = 'dead' or ($4 = 1 and finished_at is null))
            """,
            ids, now, reason, withOpen ? 1 : 0);
    }

    /// <summary>
    /// A part of a statement, <c>occupied</c>: those lanes of <paramref name="rows"/> that have an open delivery. One of it is kept open
    /// until this write has committed, so that its end finds what is added here and releases it. It is one that waits, if there is one, for
    /// the head may be about to end: had this write to wait for that, it would find the lane without it, but not empty. Rows are looked up
    /// by their id; that they are open is asked in a way that fits no partial index, as with <see cref="Pending"/>.
    /// </summary>
    public static string Occupied(SqlDialect dialect, string rows) =>
        $"""
        occupied as (
          select d.flow, d.subject from deliveries d
          where coalesce(d.finished_at, 0) = 0 and d.id in (
            select coalesce(
              (select max(o.id) from deliveries o where o.flow = lane.flow and o.subject = lane.subject
                and o.finished_at is null and o.state = 'blocked'),
              (select max(o.id) from deliveries o where o.flow = lane.flow and o.subject = lane.subject and o.finished_at is null))
            from (select distinct flow, subject from {rows}) as lane)
          order by d.id {dialect.KeepingRows}
        )
        """;

    /// <summary>
    /// Each part is read in its own order, as far as needed, and merged. The flows are a filter that must not be turned into a join: that
    /// one would read and sort all that is due.
    /// </summary>
    private static string DueSql(SqlDialect dialect, int parts)
    {
        var each = Enumerable.Range(FirstPart, parts).Select(parameter => $"""
            select * from (
              select {Delivery.Columns} from deliveries
              where target = $1 and part = ${parameter} and state = 'pending' and due_at <= $2 and ({dialect.InTexts("flow", "$3")}) is true
              order by due_at, id limit $4) as part_{parameter}
            """);
        return $"{string.Join("\nunion all\n", each)}\norder by due_at, id limit $4";
    }
}
