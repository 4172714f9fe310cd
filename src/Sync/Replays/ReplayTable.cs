using Lockstep.Runtime.Storage;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Replays;

/// <summary>The statements that begin and move replays; <see cref="Replay"/> has those that find them.</summary>
internal static class ReplayTable
{
    /// <summary>Rung when a replay begins or goes on.</summary>
    public const string Topic = "replays";

    /// <summary>Begins one, about the dead letters that there are now.</summary>
    /// <returns>Its id.</returns>
    public static async ValueTask<long> AddAsync(
        ITransaction transaction, DeadLetterChoice choice, string payload, long perSecond, string actor, DateTimeOffset now)
    {
        // Up to the newest that there is now: were it about what dies meanwhile too, it might never end.
        var newest = await PersonDeliveries.LastAsync(transaction);
        var total = await (choice with { Newest = newest }).CountAsync(transaction, 0);
        return await transaction.FirstAsync(
            """
            insert into replays (flow, cause, fingerprint, subject, died_from, died_to, payload, per_second, state, last_id, until_id,
              total, replayed, actor, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, 'running', 0, $9, $10, 0, $11, $12, $12) returning id
            """,
            static row => row.Int64(0), choice.Flow, choice.Cause, choice.Fingerprint, choice.Subject, choice.Since, choice.Until, payload,
            perSecond, newest, total, actor, now);
    }

    /// <summary>Pauses, goes on or cancels.</summary>
    public static ValueTask<int> SetStateAsync(ITransaction transaction, long id, string state, DateTimeOffset now) =>
        transaction.ExecuteAsync(
        "update replays set state = $2, updated_at = $3, finished_at = case when $2 = 'cancelled' then $3 else null end where id = $1", id,
        state, now);

    /// <summary>Notes down how far it has come, in the commit that made deliveries of the dead letters up to there.</summary>
    public static ValueTask MoveAsync(ITransaction transaction, Replay replay, long last, int revived, DateTimeOffset now) =>
        transaction.SendAsync(
        "update replays set last_id = $2, replayed = replayed + $3, updated_at = $4 where id = $1", replay.Id, last, revived, now);

    /// <summary>Ends it, with what came of it: the deliveries are not kept for as long.</summary>
    public static ValueTask FinishAsync(ITransaction transaction, Replay replay, ReplayCounts counts, DateTimeOffset now) =>
        transaction.SendAsync(
        "update replays set state = 'finished', done = $2, failed = $3, updated_at = $4, finished_at = $4 where id = $1",
        replay.Id, counts.Done, counts.Failed, now);

    /// <summary>What became of the deliveries of a replay so far.</summary>
    public static async ValueTask<ReplayCounts> CountAsync(IReader reader, long id) => (await reader.FirstAsync(
        """
        select count(case when state in ('delivered', 'skipped') then 1 end), count(case when state = 'dead' then 1 end),
          count(case when state in ('pending', 'blocked') then 1 end)
        from deliveries where replay_id = $1
        """,
        static row => new ReplayCounts(row.Int64(0), row.Int64(1), row.Int64(2)), id))!;

    /// <summary>How many of its deliveries are on their way, and how many of those wait for the link of another record.</summary>
    public static async ValueTask<(long All, long Parked)> OpenAsync(IReader reader, long id) => await reader.FirstAsync(
        "select count(*), count(waiting_for) from deliveries where replay_id = $1 and state in ($2, $3)",
        static row => (row.Int64(0), row.Int64(1)), id, DeliveryTable.Pending, DeliveryTable.Blocked);

    /// <summary>A replay as the API answers it.</summary>
    public static async ValueTask<ReplayView> ViewAsync(IReader reader, Replay replay, FlowRegistry flows)
    {
        var counts = await CountAsync(reader, replay.Id);
        var (done, failed) = replay.Result ?? (counts.Done, counts.Failed);
        var left = replay.IsAtEnd || replay.FinishedAt is not null ? 0
            : await (replay.Choice with { Flows = flows.ByName.Keys }).CountAsync(reader, replay.LastId);
        var choice = replay.Choice;
        return new ReplayView(
            replay.Id, replay.State, choice.Flow, choice.Cause, choice.Fingerprint, choice.Subject, choice.Since, choice.Until,
            replay.Payload, replay.PerSecond, replay.Total, replay.Replayed, done, failed, counts.Open, left, replay.Actor,
            replay.CreatedAt, replay.UpdatedAt, replay.FinishedAt);
    }
}

/// <summary>What became of deliveries.</summary>
/// <param name="Done">Delivered or skipped.</param>
/// <param name="Failed">Dead letters again.</param>
/// <param name="Open">On their way.</param>
internal sealed record ReplayCounts(long Done, long Failed, long Open);
