using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// Commits how attempts ended: attempts, deliveries, links and the release of the lanes' next deliveries, all together, many at once. Step
/// 5 of the life of a change. On PostgreSQL that is one round trip and the commit, unless somebody waits in one of the lanes.
/// </summary>
internal static class DeliveryRecorder
{
    /// <summary>In the place of a lane's head: that the row is one that waited for a link.</summary>
    private const long Waits = -1;

    /// <summary>
    /// Makes a delivery ready to be sent. Where a repeat is not safe, marks it before it is sent: the other order sends twice if we die
    /// in between, this one asks a person, or looks whether the record is there. Where only an older repeat is not, the delivery is on disk
    /// first: taken in once more by the next start, it would follow newer ones that were sent.
    /// </summary>
    /// <returns>False when the delivery has ended already, so that it must not be sent.</returns>
    public static async Task<bool> MaySendAsync(
        IStore store, WriteWay way, Lease lease, Delivery delivery, TimeProvider clock, CancellationToken ct)
    {
        if (way.IsMarked)
        {
            return await MarkSentAsync(store, lease, delivery, clock);
        }

        if (!way.PassesOverOlder)
        {
            await store.SyncedAsync(ct);
        }

        return true;
    }

    /// <summary>Notes a create down before it is sent, and all that makes it found again.</summary>
    /// <returns>False when it must not be sent.</returns>
    public static Task<bool> MayCreateAsync(IStore store, Upsert upsert, Lease lease, Delivery delivery, TimeProvider clock) =>
        store.WriteAsync(
        async transaction =>
        {
            await lease.CheckAsync(transaction);
            await DeliveryTable.EnterAsync(transaction);
            return await OpenCreate.MarkAsync(transaction, delivery, upsert.Create, clock.GetUtcNow());
        });

    /// <summary>Takes back that a delivery was made ready, or its create marked, that was not sent after all.</summary>
    public static Task<bool> UnmarkAsync(IStore store, Lease lease, Delivery delivery, Link? link) => store.WriteAsync(
        async transaction =>
        {
            await lease.CheckAsync(transaction);
            await (link is null ? DeliveryTable.UnmarkAsync(transaction, delivery)
                : OpenCreate.UnmarkAsync(transaction, delivery, link.Open));
            return true;
        });

    /// <summary>
    /// Records attempts, at most one of each lane; when one was the last of its delivery, the lane's next one is released.
    /// </summary>
    /// <param name="store">The database.</param>
    /// <param name="target">Where they went.</param>
    /// <param name="all">How they ended.</param>
    /// <param name="clock">The time.</param>
    /// <param name="releases">Hears of the lanes' next deliveries, and of those that waited for a link.</param>
    /// <returns>Those that were recorded; a delivery that had ended already is not.</returns>
    /// <exception cref="LeaseLostException">Another process delivers one of them by now; nothing was recorded.</exception>
    public static Task<IReadOnlySet<long>> RecordAsync(
        IStore store, DeliveryTarget target, IReadOnlyList<Ended> all, TimeProvider clock, Releases releases) => CommitAsync(
        store,
        isBehind: all.All(one => IsBehind(target, one)),
        async transaction =>
        {
            await EnterAsync(transaction, all.Select(static one => one.Lease));
            await Parents.EnterAsync(transaction, all);
            var now = clock.GetUtcNow();

            // The move comes last, for the others look whether the delivery is still pending. Nobody else moves it meanwhile:
            // it is with the holder of the lease, once.
            await NoteAttemptsAsync(transaction, all, now);
            if (all.Any(static one => one.Links))
            {
                await LinkAsync(transaction, all, now);
            }

            if (all.Any(static one => one.Outcome.Settles))
            {
                var settled = all.Where(static one => one.Outcome.Settles).Select(static one => one.Outcome.Delivery.Id);
                await OpenCreate.SettleAsync(transaction, SqlValue.List(settled));
            }

            await (target.Note?.Invoke(transaction, all, now) ?? ValueTask.CompletedTask);

            await MoveAsync(transaction, all, now);
            return await FinishAsync(transaction, all, now, releases);
        });

    /// <summary>Ends a delivery without an attempt, because a newer version of the record was delivered already.</summary>
    public static Task<IReadOnlySet<long>> SkipAsync(
        IStore store, Ended skipped, string reason, TimeProvider clock, Releases releases) => store.WriteAsync(
        async transaction =>
        {
            await EnterAsync(transaction, [skipped.Lease]);
            var now = clock.GetUtcNow();
            await transaction.SendAsync(
                "update deliveries set state = 'skipped', finished_at = $2, message = $3, waiting_for = null where id = $1 and state = $4",
                skipped.Outcome.Delivery.Id, now, reason, DeliveryTable.Pending);
            return await FinishAsync(transaction, [skipped], now, releases);
        });

    /// <summary>
    /// Behind where the target passes over what is older: after a power cut the record's writes come again, in their order. Elsewhere the
    /// next write of the record must not go before this outcome is on disk, or the one before could follow it; and nobody shall be asked
    /// about a write whose outcome we know. A dead letter is told to people, by its number, in the log too; and a failure that is noted
    /// down may switch its target off, which is published.
    /// </summary>
    private static bool IsBehind(DeliveryTarget target, Ended one) =>
        (target.Look is not null || target.WayOf(one.Flow) is { RepeatsSafely: true, PassesOverOlder: true })
        && one.Outcome.State is not "dead" && (target.Note is null || one.Outcome.Result.Cause is null);

    private static Task<T> CommitAsync<T>(IStore store, bool isBehind, Func<ITransaction, ValueTask<T>> write) =>
        isBehind ? store.WriteBehindAsync(write) : store.WriteAsync(write);

    /// <summary>Notes down, before the send, that a delivery goes to a target that takes no repeat.</summary>
    private static Task<bool> MarkSentAsync(IStore store, Lease lease, Delivery delivery, TimeProvider clock) => store.WriteAsync(
        async transaction =>
        {
            var isPending = await DeliveryTable.MarkSentAsync(transaction, delivery, clock.GetUtcNow()) == 1;
            await lease.CheckAsync(transaction);
            return isPending;
        });

    /// <summary>In the order of their names: two writes that need the same ones never wait for each other.</summary>
    private static async ValueTask EnterAsync(ITransaction transaction, IEnumerable<Lease> leases)
    {
        foreach (var lease in leases.DistinctBy(static one => one.Name, StringComparer.Ordinal)
            .OrderBy(static one => one.Name, StringComparer.Ordinal))
        {
            await lease.HoldOffAsync(transaction);
        }

        // The leases before the deliveries, and those before the links: everybody takes these locks in this order.
        await DeliveryTable.EnterAsync(transaction);
    }

    /// <summary>
    /// Asks in one statement for all that the commit rests on and leads to: the leases' tokens, which attempts were noted, and the heads
    /// of the lanes. Those are handed over by a hook of the commit, not after the write has returned: by then the table may have been
    /// read and the delivery sent and ended, and handing it over again would send it a second time.
    /// </summary>
    private static async ValueTask<IReadOnlySet<long>> FinishAsync(
        ITransaction transaction, IReadOnlyList<Ended> all, DateTimeOffset now, Releases releases)
    {
        var rows = await LookAsync(transaction, all, now);
        var tokens = rows.Where(static row => row.Lease is not null)
            .ToDictionary(static row => row.Lease!, static row => row.Number ?? 0, StringComparer.Ordinal);
        var children = rows.Where(static row => row.Number is Waits).Select(static row => row.Id).ToList();
        var ended = rows.Where(static row => row.Lease is null && row.Number is not Waits).ToList();

        // One that is its own head is to be tried again, and keeps its lane.
        var heads = ended.Where(static row => row.Number is { } head && head != row.Id).Select(static row => row.Number!.Value).ToList();

        // Only now, in the round trip that reads the tokens anyway: what throws here takes all the statements before it back.
        foreach (var lease in all.Select(static one => one.Lease))
        {
            lease.Demand(tokens.GetValueOrDefault(lease.Name));
        }

        foreach (var next in heads.Count == 0 ? [] : await DeliveryTable.ReleaseAsync(transaction, SqlValue.List(heads), now))
        {
            transaction.OnCommitted(() => releases.Next(next));
        }

        await Parents.ReleaseAsync(transaction, children, now, releases);
        return ended.Where(static row => row.IsNoted).Select(static row => row.Id).ToHashSet();
    }

    /// <summary>
    /// Of each delivery the head of its lane, and whether an attempt of now is noted; of each lease its token; and whom the links release.
    /// </summary>
    private static ValueTask<IReadOnlyList<(long Id, long? Number, bool IsNoted, string? Lease)>> LookAsync(
        ITransaction transaction, IReadOnlyList<Ended> all, DateTimeOffset now) => transaction.QueryAsync(
        $"""
        select d.id,
          (select min(o.id) from deliveries o where o.flow = d.flow and o.subject = d.subject and o.finished_at is null),
          (select count(*) from attempts a where a.delivery_id = d.id and a.at = $2), null
        from deliveries d where {transaction.Dialect.InIntegers("d.id", "$1")}
        union all
        select 0, l.token, 0, l.name from leases l where {transaction.Dialect.InTexts("l.name", "$3")}
        union all
        select released.id, {Waits}, 0, null from ({Parents.ReleasedSql(transaction.Dialect, "$4", "$5")}) as released
        """,
        static row => (row.Int64(0), row.Int64OrNull(1), row.Int64(2) > 0, row.TextOrNull(3)),
        SqlValue.List(all.Select(static one => one.Outcome.Delivery.Id)), now,
        SqlValue.List(all.Select(static one => one.Lease.Name).Distinct(StringComparer.Ordinal)),
        Parents.Made(all), Parents.Wanted(all));

    /// <summary>What was said of a person who was erased while the attempt was on its way is not noted down.</summary>
    private static ValueTask NoteAttemptsAsync(ITransaction transaction, IReadOnlyList<Ended> all, DateTimeOffset now) =>
        transaction.SendAsync(
        $"""
        insert into attempts (delivery_id, number, at, took_ms, cause, message, status, answer, exchanges)
        select given.id, (select coalesce(max(a.number), 0) + 1 from attempts a where a.delivery_id = given.id), $2, given.took,
          given.cause, {Unless("null")} given.message end, given.status, {Unless("null")} given.answer end,
          {Unless("null")} given.exchanges end
        from {OutcomeRows.AttemptsSql(transaction.Dialect)} cross join deliveries d
        where d.id = given.id and d.state = $3
        """,
        OutcomeRows.Attempts(all), now, DeliveryTable.Pending);

    private static ValueTask MoveAsync(ITransaction transaction, IReadOnlyList<Ended> all, DateTimeOffset now) => transaction.SendAsync(
        $"""
        update deliveries as d set state = coalesce(given.state, 'delivered'), attempts = coalesce(given.attempts, d.attempts),
          due_at = coalesce(given.due_at, $2), finished_at = case when given.state = $3 then null else $2 end, cause = given.cause,
          message = {Unless("case when given.message is null then null else $4 end")} given.message end,
          target_id = coalesce(given.target_id, d.target_id), sent_at = null,
          fingerprint = {Unless("null")} given.fingerprint end, waiting_for = given.waiting_for,
          payload = case when d.is_current = 1 and d.payload = '{DeliveryTable.Erased}' then d.payload
            else coalesce(given.payload, d.payload) end
        from {OutcomeRows.MovesSql(transaction.Dialect)}
        where d.id = given.id and d.state = $3
        """,
        OutcomeRows.Moves(all, now), now, DeliveryTable.Pending, DeliveryErasure.Reason);

    /// <summary>
    /// What stands where a delivery was erased that was not when it was read. Each erased one is current, which is seen at once.
    /// </summary>
    private static string Unless(string otherwise) =>
        $"case when d.is_current = 1 and given.anew is null and d.payload = '{DeliveryTable.Erased}' then {otherwise} else";

    private static ValueTask LinkAsync(ITransaction transaction, IReadOnlyList<Ended> all, DateTimeOffset now) => transaction.SendAsync(
        $"""
        insert into links (flow, subject, target_id, version, linked_at)
        select given.flow, given.subject, given.target_id, given.version, $2
        from {OutcomeRows.LinksSql(transaction.Dialect)} cross join deliveries d
        where d.id = given.id and d.state = $3
        on conflict (flow, subject) do update set target_id = excluded.target_id,
          version = case when links.version > excluded.version then links.version else excluded.version end
        """,
        OutcomeRows.Links(all), now, DeliveryTable.Pending);
}
