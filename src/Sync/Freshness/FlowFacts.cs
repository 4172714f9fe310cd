using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Freshness;

/// <summary>What the tables say about how fresh a flow is.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="Oldest">When the oldest change that is still on its way happened, as its source says; null when none is.</param>
/// <param name="PolledAt">When its source was last asked for all that it had to tell; null for flows that hear by events.</param>
/// <param name="WrittenAt">When its canary was last given a marker; null when it never was.</param>
/// <param name="SentAt">When the first marker was written that has not come out; the same where the last one has.</param>
/// <param name="ArrivedAt">When that came out at the target; null when it has not.</param>
/// <param name="Fault">Why the marker could not be written; null when it could.</param>
internal sealed record FlowFacts(
    string Flow, DateTimeOffset? Oldest, DateTimeOffset? PolledAt, DateTimeOffset? WrittenAt, DateTimeOffset? SentAt,
    DateTimeOffset? ArrivedAt, string? Fault)
{
    /// <summary>Each from an index, however much waits. What came without an instant says nothing about its age.</summary>
    public static ValueTask<IReadOnlyList<FlowFacts>> ReadAsync(IReader reader, IEnumerable<Flow> flows) => reader.QueryAsync(
        $"""
        select named.value,
          (select min(d.changed_at) from deliveries d where d.flow = named.value and d.finished_at is null and d.changed_at > 0),
          (select p.polled_at from poll_cursors p where p.flow = named.value), c.written_at, c.sent_at, c.arrived_at,
          c.fault
        from ({reader.Dialect.Texts("$1")}) as named left join canaries c on c.flow = named.value
        order by named.value
        """,
        static row => new FlowFacts(
            row.Text(0), row.InstantOrNull(1), row.InstantOrNull(2), row.InstantOrNull(3), row.InstantOrNull(4), row.InstantOrNull(5),
            row.TextOrNull(6)),
        SqlValue.List(flows.Select(static flow => flow.Name)));
}
