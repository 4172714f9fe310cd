using Lockstep.Contracts.Systems;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Schema;

namespace Lockstep.Sync.Deliveries;

/// <summary>Counts deliveries for reports. What ended long ago is not kept, and not counted.</summary>
internal sealed class DeliveryFigures(SyncDatabase database) : IDeliveryFigures
{
    public async Task<IReadOnlyList<FlowFigures>> ReadAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        await database.Store.ReadAsync<IReadOnlyList<FlowFigures>>(
            async reader =>
            {
                var all = new Dictionary<(string, string), FlowFigures>();
                foreach (var ended in await EndedAsync(reader, from, to))
                {
                    all[(ended.Flow, ended.Target)] = ended;
                }

                foreach (var (open, dead) in await OpenAsync(reader))
                {
                    var known = all.GetValueOrDefault((open.Flow, open.Target)) ?? open;
                    all[(open.Flow, open.Target)] = dead
                        ? known with { Dead = open.Dead }
                        : known with { Waiting = open.Waiting, OldestWaiting = open.OldestWaiting };
                }

                return [.. all.Values.OrderBy(static one => one.Flow, StringComparer.Ordinal).ThenBy(static one => one.Target,
                    StringComparer.Ordinal)];
            },
            ct);

    private static ValueTask<IReadOnlyList<FlowFigures>> EndedAsync(IReader reader, DateTimeOffset from, DateTimeOffset to) =>
        reader.QueryAsync(
        """
        select flow, target, count(case when state = 'delivered' then 1 end), count(case when state = 'skipped' then 1 end),
          max(case when state = 'delivered' then finished_at end),
          cast(coalesce(sum(case when state = 'delivered' then finished_at - changed_at end), 0) as bigint),
          coalesce(max(case when state = 'delivered' then finished_at - changed_at end), 0)
        from deliveries where state in ('delivered', 'skipped') and finished_at >= $1 and finished_at < $2 group by flow, target
        """,
        static row => new FlowFigures(row.Text(0), row.Text(1))
        {
            Delivered = row.Int64(2),
            Skipped = row.Int64(3),
            LastDelivered = row.InstantOrNull(4),
            DelaySumMs = row.Int64(5),
            DelayMaxMs = row.Int64(6),
        },
        from, to);

    private static async ValueTask<IEnumerable<(FlowFigures Figures, bool Dead)>> OpenAsync(IReader reader)
    {
        var waiting = await reader.QueryAsync(
            "select flow, target, count(*), min(changed_at) from deliveries where finished_at is null group by flow, target",
            static row => (new FlowFigures(row.Text(0), row.Text(1)) { Waiting = row.Int64(2), OldestWaiting = row.InstantOrNull(3) },
                false));
        var dead = await reader.QueryAsync(
            "select flow, target, count(*) from deliveries where state = 'dead' group by flow, target",
            static row => (new FlowFigures(row.Text(0), row.Text(1)) { Dead = row.Int64(2) }, true));
        return waiting.Concat(dead);
    }
}
