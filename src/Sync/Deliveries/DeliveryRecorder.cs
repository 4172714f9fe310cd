using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// Commits how an attempt ended: attempt, delivery, link and the release of the lane's next delivery, all together. Step 5 of the life
/// of a change.
/// </summary>
internal static class DeliveryRecorder
{
    /// <summary>Records an attempt; when it was the last one, the lane's next delivery is released.</summary>
    /// <returns>False when the delivery had ended already; then nothing was recorded.</returns>
    /// <exception cref="LeaseLostException">Another process delivers by now; nothing was recorded.</exception>
    public static Task<bool> RecordAsync(IStore store, Lease lease, Outcome outcome, TimeProvider clock, Action<Delivery> release) => store.WriteAsync(
        async transaction =>
        {
            await lease.CheckAsync(transaction);
            var now = clock.GetUtcNow();
            if (await MoveAsync(transaction, outcome, now) == 0)
            {
                return false;
            }

            await NoteAttemptAsync(transaction, outcome, now);
            if (outcome.Result.Cause is null)
            {
                await LinkAsync(transaction, outcome, now);
            }

            if (outcome.State is not "pending")
            {
                await ReleaseNextAsync(transaction, outcome.Delivery, now, release);
            }

            return true;
        });

    /// <summary>Ends a delivery without an attempt, because a newer version of the record was delivered already.</summary>
    public static Task<bool> SkipAsync(
        IStore store, Lease lease, Delivery delivery, string reason, TimeProvider clock, Action<Delivery> release) => store.WriteAsync(
        async transaction =>
        {
            await lease.CheckAsync(transaction);
            var now = clock.GetUtcNow();
            await transaction.ExecuteAsync(
                "update deliveries set state = 'skipped', finished_at = $2, message = $3 where id = $1 and state = 'pending'", delivery.Id, now, reason);
            await ReleaseNextAsync(transaction, delivery, now, release);
            return true;
        });

    /// <summary>Notes down, before the send, that a delivery goes to a target that takes no repeat.</summary>
    public static Task<int> MarkSentAsync(IStore store, Lease lease, Delivery delivery, TimeProvider clock) => store.WriteAsync(
        async transaction =>
        {
            await lease.CheckAsync(transaction);
            return await DeliveryTable.MarkSentAsync(transaction, delivery, clock.GetUtcNow());
        });

    /// <summary>
    /// Hands the lane's next delivery over by a hook of the commit, not after the write has returned: by then the table may have been
    /// read and the delivery sent and ended, and handing it over again would send it a second time.
    /// </summary>
    private static async ValueTask ReleaseNextAsync(ITransaction transaction, Delivery ended, DateTimeOffset now, Action<Delivery> release)
    {
        if (await DeliveryTable.ReleaseNextAsync(transaction, ended, now) is { } next)
        {
            transaction.OnCommitted(() => release(next));
        }
    }

    private static ValueTask<int> NoteAttemptAsync(ITransaction transaction, Outcome outcome, DateTimeOffset now) => transaction.ExecuteAsync(
        """
        insert into attempts (delivery_id, number, at, took_ms, cause, message)
        select $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5 from attempts where delivery_id = $1
        """,
        outcome.Delivery.Id, now, (long)outcome.Took.TotalMilliseconds, Causes.Word(outcome.Result.Cause), outcome.Result.Message);

    private static ValueTask<int> MoveAsync(ITransaction transaction, Outcome outcome, DateTimeOffset now) => transaction.ExecuteAsync(
        """
        update deliveries set state = $2, attempts = $3, due_at = $4, finished_at = $5, cause = $6, message = $7, target_id = coalesce($8, target_id),
          sent_at = null
        where id = $1 and state = 'pending'
        """,
        outcome.Delivery.Id,
        outcome.State,
        outcome.Delivery.Attempts + (outcome.Result.Cause is null ? 0 : 1),
        now + (outcome.RetryIn ?? TimeSpan.Zero),
        outcome.State is "pending" ? null : (DateTimeOffset?)now,
        Causes.Word(outcome.Result.Cause),
        outcome.Result.Message,
        outcome.Result.TargetId);

    private static ValueTask<int> LinkAsync(ITransaction transaction, Outcome outcome, DateTimeOffset now) => transaction.ExecuteAsync(
        """
        insert into links (flow, subject, target_id, version, linked_at) values ($1, $2, $3, $4, $5)
        on conflict (flow, subject) do update set target_id = excluded.target_id, version = case when links.version > excluded.version then links.version else excluded.version end
        """,
        outcome.Delivery.Flow, outcome.Delivery.Subject, outcome.Result.TargetId, outcome.Delivery.Version, now);
}
