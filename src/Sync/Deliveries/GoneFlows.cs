using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;

namespace Lockstep.Sync.Deliveries;

/// <summary>A flow that is not in force any more, and what it has left behind.</summary>
/// <param name="Name">The flow.</param>
/// <param name="Open">Deliveries that wait until its file is back.</param>
/// <param name="Dead">Dead letters.</param>
internal sealed record GoneFlow(string Name, long Open, long Dead);

/// <summary>
/// What flows have left behind whose files are gone, or switched off: nothing brings it over, and nothing throws it away by itself.
/// </summary>
internal static class GoneFlows
{
    private const int ChunkSize = 500;

    public static Task<IReadOnlyList<GoneFlow>> ListAsync(SyncDatabase database, FlowRegistry flows, CancellationToken ct) =>
        database.Store.ReadAsync(
        reader => reader.QueryAsync(
            $"""
            select flow, sum(case when state = 'dead' then 0 else 1 end), sum(case when state = 'dead' then 1 else 0 end) from (
              select flow, state from deliveries where finished_at is null and not ({reader.Dialect.InTexts("flow", "$1")})
              union all
              select flow, state from deliveries where state = 'dead' and not ({reader.Dialect.InTexts("flow", "$1")})) as left_behind
            where flow not in (select 'webhook:' || id from webhooks)
            group by flow order by flow
            """,
            static row => new GoneFlow(row.Text(0), row.Int64(1), row.Int64(2)), SqlValue.List(flows.ByName.Keys)),
        ct).AsTask();

    /// <summary>Ends all of it, in chunks.</summary>
    /// <returns>How many deliveries that were.</returns>
    public static async Task<long> DiscardAsync(SyncDatabase database, string flow, string reason, CancellationToken ct)
    {
        long total = 0;
        int count;
        do
        {
            count = await database.Store.WriteAsync(
                async transaction =>
                {
                    // Looked for in the commit that ends them: what a person replays in between is met by the next round.
                    var ids = await transaction.QueryAsync(
                        $"""
                        select id from (
                          select id from deliveries where flow = $1 and finished_at is null
                          union all
                          select id from deliveries where flow = $1 and state = 'dead') as left_behind
                        order by id limit $2
                        """,
                        static row => row.Int64(0), flow, ChunkSize);
                    return await DeliveryTable.DiscardAsync(
                        transaction, SqlValue.List(ids), reason, database.Clock.GetUtcNow(), withOpen: true);
                },
                ct);
            total += count;
        }
        while (count > 0);
        return total;
    }
}
