using Lockstep.Runtime.Storage;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Schema;

namespace Lockstep.Sync.FirstMatch;

/// <summary>The statements that find first matches, and write down how far they are.</summary>
internal static class FirstMatchTable
{
    private const string Compared = "select id from first_matches where state <> 'running' and ended_at < $1";

    /// <summary>
    /// What a comparison needed goes when it is done; what it found goes like deliveries, unless it can still be accepted.
    /// </summary>
    public static IReadOnlyList<RetentionRule> Retention { get; } =
    [
        new(SyncDatabase.Name, static _ => TimeSpan.Zero, $"""
            delete from first_match_keys where (run, key, side, record_id) in (
              select run, key, side, record_id from first_match_keys where run in ({Compared}) limit $2)
            """),
        new(SyncDatabase.Name, static _ => TimeSpan.Zero, $"""
            delete from first_match_pairs where (run, left_id, right_id) in (
              select run, left_id, right_id from first_match_pairs where run in ({Compared}) limit $2)
            """),
        RetentionRule.By<DeliveryRetentionOptions>(SyncDatabase.Name, static options => options.Deliveries, """
            delete from first_match_records where id in (
              select id from first_match_records where run in (
                select id from first_matches where state in ('accepted', 'failed') and ended_at < $1) limit $2)
            """),
    ];

    /// <summary>Rung when one has work to do.</summary>
    public const string Topic = "first-match";

    /// <summary>The newest one of a flow; null when there was none.</summary>
    public static ValueTask<FirstMatchRun?> NewestAsync(IReader reader, string flow) => reader.FirstAsync(
        $"select {FirstMatchRun.Columns} from first_matches where flow = $1 order by id desc limit 1", FirstMatchRun.Read, flow);

    /// <summary>The same for a write that decides by it: nobody else begins or accepts one until that has ended.</summary>
    public static async ValueTask<FirstMatchRun?> NewestForUpdateAsync(ITransaction transaction, string flow)
    {
        // A name and no row, for the first one of a flow has none yet.
        await transaction.LockAsync($"first match {flow}");
        return await NewestAsync(transaction, flow);
    }

    /// <summary>Those that have work to do, the oldest first.</summary>
    public static ValueTask<IReadOnlyList<FirstMatchRun>> UnderWayAsync(IReader reader) => reader.QueryAsync(
        $"select {FirstMatchRun.Columns} from first_matches where state in ('running', 'accepting') order by id limit 1000",
        FirstMatchRun.Read);

    /// <summary>Begins one.</summary>
    public static ValueTask<FirstMatchRun?> AddAsync(
        ITransaction transaction, string flow, string rules, string actor, DateTimeOffset now) => transaction.FirstAsync(
            $"""
            insert into first_matches (flow, rules, state, stage, place, left_read, right_read, started_by, started_at)
            values ($1, $2, 'running', 'left', '', 0, 0, $3, $4) returning {FirstMatchRun.Columns}
            """,
            FirstMatchRun.Read, flow, rules, actor, now);

    /// <summary>Writes down how far it is.</summary>
    public static ValueTask KeepAsync(ITransaction transaction, FirstMatchRun run) => transaction.SendAsync(
        """
        update first_matches set state = $2, stage = $3, place = $4, left_cursor = $5, right_cursor = $6, left_read = $7, right_read = $8,
          reason = $9, ended_at = $10, accepted_by = $11, accepted_at = $12
        where id = $1
        """,
        run.Id, run.State, run.Stage, run.Place, run.LeftCursor, run.RightCursor, run.LeftRead, run.RightRead, run.Reason, run.EndedAt,
        run.AcceptedBy, run.AcceptedAt);

    /// <summary>Removes some of what earlier ones of the flow have left, of each table.</summary>
    /// <returns>Whether there may be more.</returns>
    public static async ValueTask<bool> TidyAsync(ITransaction transaction, FirstMatchRun run, int limit)
    {
        const string earlier = "(select id from first_matches where flow = $1 and id < $2)";
        var removed = 0;
        foreach (var sql in new[]
        {
            $"delete from first_match_records where id in (select id from first_match_records where run in {earlier} limit $3)",
            $"""
            delete from first_match_keys where (run, key, side, record_id) in (
              select run, key, side, record_id from first_match_keys where run in {earlier} limit $3)
            """,
            $"""
            delete from first_match_pairs where (run, left_id, right_id) in (
              select run, left_id, right_id from first_match_pairs where run in {earlier} limit $3)
            """,
        })
        {
            removed += await transaction.ExecuteAsync(sql, run.Flow, run.Id, limit);
        }

        return removed > 0;
    }
}
