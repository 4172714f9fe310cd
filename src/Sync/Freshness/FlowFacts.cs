using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Freshness;

/// <summary>What the tables say about how fresh a flow is.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="Oldest">When the oldest change that is still on its way happened, as its source says; null when none is.</param>
/// <param name="PolledAt">
/// When its source was last asked for all that it had to tell, or its version was applied where it never was; of two sources the one that
/// was asked longer ago. Null for flows that are not polled.
/// </param>
/// <param name="WrittenAt">When its canary was last given a marker; null when it never was.</param>
/// <param name="SentAt">When the first marker was written that has not come out; the same where the last one has.</param>
/// <param name="ArrivedAt">When that came out at the target; null when it has not.</param>
/// <param name="Fault">Why the marker could not be written; null when it could.</param>
internal sealed record FlowFacts(
    string Flow, DateTimeOffset? Oldest, DateTimeOffset? PolledAt, DateTimeOffset? WrittenAt, DateTimeOffset? SentAt,
    DateTimeOffset? ArrivedAt, string? Fault)
{
    /// <summary>
    /// Since when a person is asked whether records that seem gone are, and how many; null when nobody is.
    /// </summary>
    public (DateTimeOffset Since, string Reason)? Held { get; init; }

    /// <summary>Each from an index, however much waits. What came without an instant says nothing about its age.</summary>
    public static async ValueTask<IReadOnlyList<FlowFacts>> ReadAsync(IReader reader, IEnumerable<Flow> flows)
    {
        var cursors = flows.ToDictionary(
            static flow => flow.Name, static flow => flow.Triggered.Where(static side => side.Poll is not null)
                .Select(static side => side.Cursor).ToList(),
            StringComparer.Ordinal);
        var polled = (await reader.QueryAsync(
            $"select flow, polled_at from poll_cursors where {reader.Dialect.InTexts("flow", "$1")}",
            static row => (Cursor: row.Text(0), At: row.InstantOrNull(1)), SqlValue.List(cursors.Values.SelectMany(static one => one))))
            .ToDictionary(static one => one.Cursor, static one => one.At, StringComparer.Ordinal);
        var held = await HeldAsync(reader, flows);
        return await reader.QueryAsync(
            $"""
            select named.value,
              (select min(d.changed_at) from deliveries d where d.flow || '' = named.value and d.finished_at is null and d.changed_at > 0),
              v.applied_at, c.written_at, c.sent_at, c.arrived_at, c.fault
            from ({reader.Dialect.Texts("$1")}) as named left join canaries c on c.flow = named.value
            left join flows f on f.name = named.value left join flow_versions v on v.flow = f.name and v.version = f.version
            order by named.value
            """,
            row =>
            {
                var (name, applied) = (row.Text(0), row.InstantOrNull(2));
                return new FlowFacts(
                    name, row.InstantOrNull(1), cursors[name].Select(cursor => polled.GetValueOrDefault(cursor) ?? applied).Min(),
                    row.InstantOrNull(3), row.InstantOrNull(4), row.InstantOrNull(5), row.TextOrNull(6))
                {
                    Held = held[name].Select(static one => ((DateTimeOffset, string)?)one).FirstOrDefault(),
                };
            },
            SqlValue.List(cursors.Keys));
    }

    /// <summary>The sweeps that wait for a person; where it was switched off meanwhile, nobody is asked any more.</summary>
    private static async ValueTask<ILookup<string, (DateTimeOffset Since, string Reason)>> HeldAsync(
        IReader reader, IEnumerable<Flow> flows) => (await reader.QueryAsync(
            $"""
            select flow, ended_at, reason from sweeps where {reader.Dialect.InTexts("cursor", "$1")} and state = 'held' order by ended_at
            """,
            static row => (Flow: row.Text(0), Since: row.Instant(1), Reason: row.Text(2)),
            SqlValue.List(flows.SelectMany(static flow => flow.Triggered).Where(static side => side.Sweep is not null)
                .Select(static side => side.Cursor))))
        .ToLookup(static one => one.Flow, static one => (one.Since, one.Reason), StringComparer.Ordinal);
}
