using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// Commits how an attempt ended: attempt, delivery, link and the release of the lane's next delivery, all together. Step 5 of the life
/// of a change. On PostgreSQL that is one round trip and the commit.
/// </summary>
internal static class DeliveryRecorder
{
    /// <summary>
    /// Makes a delivery ready to be sent. Where a repeat is not safe, marks it before it is sent: the other order sends twice if we die
    /// in between, this one asks a person, or looks whether the record is there. Where only an older repeat is not, the delivery is on disk first: taken in once more by the
    /// next start, it would follow newer ones that were sent.
    /// </summary>
    /// <returns>False when the delivery has ended already, so that it must not be sent.</returns>
    public static async Task<bool> MaySendAsync(
        IStore store, WriteWay way, Link? link, Lease lease, Delivery delivery, TimeProvider clock, CancellationToken ct)
    {
        if (way.IsMarked(delivery, link))
        {
            return await MarkSentAsync(store, lease, delivery, clock);
        }

        if (!way.PassesOverOlder)
        {
            await store.SyncedAsync(ct);
        }

        return true;
    }

    /// <summary>Records an attempt; when it was the last one, the lane's next delivery is released.</summary>
    /// <param name="store">The database.</param>
    /// <param name="target">Where it went.</param>
    /// <param name="way">How it was written.</param>
    /// <param name="lease">The lease of its part.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="clock">The time.</param>
    /// <param name="release">Is handed the lane's next delivery.</param>
    /// <returns>False when the delivery had ended already; then nothing was recorded.</returns>
    /// <exception cref="LeaseLostException">Another process delivers by now; nothing was recorded.</exception>
    public static Task<bool> RecordAsync(
        IStore store, DeliveryTarget target, WriteWay way, Lease lease, Outcome outcome, TimeProvider clock, Action<Delivery> release) => CommitAsync(
        store,
        isBehind: way is { RepeatsSafely: true, PassesOverOlder: true } && outcome.State is not "dead"
            && (target.Note is null || outcome.Result.Cause is null),
        async transaction =>
        {
            await lease.HoldOffAsync(transaction);
            var now = clock.GetUtcNow();

            // The move comes last of the three, for the others look whether the delivery is still pending. Nobody else moves it meanwhile:
            // it is with the holder of the lease, once.
            await NoteAttemptAsync(transaction, outcome, now);
            if (outcome.Result.Cause is null && outcome.Delivery.Event is null)
            {
                await LinkAsync(transaction, outcome, now);
            }

            await (target.Note?.Invoke(transaction, outcome, now) ?? ValueTask.CompletedTask);

            await MoveAsync(transaction, outcome, now);
            if (outcome.State is not "pending")
            {
                await DeliveryTable.ReleaseNextAsync(transaction, outcome.Delivery, now);
            }

            return await FinishAsync(transaction, lease, outcome.Delivery, now, release);
        });

    /// <summary>Ends a delivery without an attempt, because a newer version of the record was delivered already.</summary>
    public static Task<bool> SkipAsync(
        IStore store, Lease lease, Delivery delivery, string reason, TimeProvider clock, Action<Delivery> release) => store.WriteAsync(
        async transaction =>
        {
            await lease.HoldOffAsync(transaction);
            var now = clock.GetUtcNow();
            await transaction.SendAsync(
                "update deliveries set state = 'skipped', finished_at = $2, message = $3 where id = $1 and state = $4", delivery.Id, now, reason, DeliveryTable.Pending);
            await DeliveryTable.ReleaseNextAsync(transaction, delivery, now);
            await FinishAsync(transaction, lease, delivery, now, release);
            return true;
        });

    /// <summary>
    /// Behind where the target passes over what is older: after a power cut the record's writes come again, in their order. Elsewhere the
    /// next write of the record must not go before this outcome is on disk, or the one before could follow it; and nobody shall be asked
    /// about a write whose outcome we know. A dead letter is told to people, by its number, in the log too; and a failure that is noted down
    /// may switch its target off, which is published.
    /// </summary>
    private static Task<bool> CommitAsync(IStore store, bool isBehind, Func<ITransaction, ValueTask<bool>> write) =>
        isBehind ? store.WriteBehindAsync(write) : store.WriteAsync(write);

    /// <summary>Notes down, before the send, that a delivery goes to a target that takes no repeat.</summary>
    private static Task<bool> MarkSentAsync(IStore store, Lease lease, Delivery delivery, TimeProvider clock) => store.WriteAsync(
        async transaction =>
        {
            var isPending = await DeliveryTable.MarkSentAsync(transaction, delivery, clock.GetUtcNow()) == 1;
            await lease.CheckAsync(transaction);
            return isPending;
        });

    /// <summary>
    /// Asks in one statement for all that the commit rests on and leads to: the lease's token, whether the attempt was noted, and the
    /// head of the lane. That one is handed over by a hook of the commit, not after the write has returned: by then the table may have been
    /// read and the delivery sent and ended, and handing it over again would send it a second time.
    /// </summary>
    private static async ValueTask<bool> FinishAsync(
        ITransaction transaction, Lease lease, Delivery ended, DateTimeOffset now, Action<Delivery> release)
    {
        var (next, token, isNoted) = await transaction.FirstAsync(
            $"""
            select {Delivery.Columns}, token, (select count(*) from attempts where delivery_id = $1 and at = $2) from leases
            left join deliveries on state = $6 and id <> $1
              and id = (select min(id) from deliveries where flow = $3 and subject = $4 and finished_at is null)
            where name = $5
            """,
            static row => (row.IsNull(0) ? null : Delivery.Read(row), row.Int64(Delivery.Width), row.Int64(Delivery.Width + 1) > 0),
            ended.Id, now, ended.Flow, ended.Subject, lease.Name, DeliveryTable.Pending);
        lease.Demand(token);
        if (next is not null)
        {
            transaction.OnCommitted(() => release(next));
        }

        return isNoted;
    }

    private static ValueTask NoteAttemptAsync(ITransaction transaction, Outcome outcome, DateTimeOffset now) => transaction.SendAsync(
        """
        insert into attempts (delivery_id, number, at, took_ms, cause, message, status, answer)
        select id, (select coalesce(max(number), 0) + 1 from attempts where delivery_id = $1), $2, $3, $4, $5, $7,
            $8 from deliveries where id = $1 and state = $6
        """,
        outcome.Delivery.Id, now, (long)outcome.Took.TotalMilliseconds, Causes.Word(outcome.Result.Cause), outcome.Result.Message,
            DeliveryTable.Pending,
        (long?)outcome.Result.Status, outcome.Result.Answer);

    private static ValueTask MoveAsync(ITransaction transaction, Outcome outcome, DateTimeOffset now) => transaction.SendAsync(
        """
        update deliveries set state = $2, attempts = $3, due_at = $4, finished_at = $5, cause = $6, message = $7, target_id = coalesce($8, target_id),
          sent_at = case when $11 = 1 then sent_at end, payload = coalesce($10, payload)
        where id = $1 and state = $9
        """,
        outcome.Delivery.Id,
        outcome.State,
        outcome.Delivery.Attempts + (outcome.Result.Cause is null ? 0 : 1),
        now + (outcome.RetryIn ?? TimeSpan.Zero),
        outcome.State is "pending" ? null : (DateTimeOffset?)now,
        Causes.Word(outcome.Result.Cause),
        outcome.Result.Message,
        outcome.Result.TargetId,
        DeliveryTable.Pending,
        outcome.Delivery.IsCurrent ? SqlValue.Utf8(outcome.Delivery.Payload) : SqlValue.Utf8(null),
        outcome.Result.IsLookedUp ? 1 : 0);

    private static ValueTask LinkAsync(ITransaction transaction, Outcome outcome, DateTimeOffset now) => transaction.SendAsync(
        """
        insert into links (flow, subject, target_id, version, linked_at)
        select $1, $2, $3, $4, $5 from deliveries where id = $6 and state = $7
        on conflict (flow, subject) do update set target_id = excluded.target_id, version = case when links.version > excluded.version then links.version else excluded.version end
        """,
        outcome.Delivery.Flow, outcome.Delivery.Subject, outcome.Result.TargetId ?? Link.Deleted, outcome.Delivery.Version, now, outcome.Delivery.Id,
        DeliveryTable.Pending);
}
