using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Merging;

namespace Lockstep.Sync.Pairs;

/// <summary>Asks for a look at a record although its system told of no change.</summary>
internal sealed class PairQueue(Parts parts, DispatcherSet dispatchers, TimeProvider clock)
{
    /// <summary>
    /// Adds a delivery in the record's lane. Its number is below 0, where no version of a record is: it must never stand where a change
    /// that comes later would be taken for one that is known. Held by the flow: of two that ask at once none takes the other's number.
    /// </summary>
    public ValueTask AddAsync(ITransaction transaction, Flow flow, Side side, string id) => AddAsync(
        transaction, flow,
        new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal) { [flow.Pair![side].SubjectPrefix + id] = clock.GetUtcNow() },
        isCovered: false);

    /// <summary>
    /// The same of records that a side tells of. A look that stands behind another one in its lane has not begun, nor will before this has
    /// been stored: it sees what is told. So a system that repeats itself makes no more than two of them wait.
    /// </summary>
    /// <param name="transaction">The write.</param>
    /// <param name="flow">The flow, as that side triggers it.</param>
    /// <param name="told">The records, with the instants at which they were told of.</param>
    public ValueTask AddToldAsync(ITransaction transaction, Flow flow, IReadOnlyList<SourceRecord> told) => AddAsync(
        transaction, flow,
        told.GroupBy(record => flow.SubjectPrefix + record.Id, StringComparer.Ordinal).ToDictionary(
            static same => same.Key, same => same.Min(static record => record.ChangedAt) ?? clock.GetUtcNow(), StringComparer.Ordinal),
        isCovered: true);

    private async ValueTask AddAsync(
        ITransaction transaction, Flow flow, Dictionary<string, DateTimeOffset> subjects, bool isCovered)
    {
        await PairLinkTable.EnterAsync(transaction, flow.Name);
        var lanes = await transaction.QueryAsync(
            $"""
            select asked.value,
              (select min(d.version) from deliveries d where d.subject = asked.value and d.flow = $1 and d.version < 0),
              (select max(d.id) from deliveries d where d.subject = asked.value and d.flow = $1 and d.finished_at is null
                and d.state = '{DeliveryTable.Blocked}')
            from ({transaction.Dialect.Texts("$2")}) as asked
            """,
            static row => (Subject: row.Text(0), Lowest: row.Int64OrNull(1) ?? 0, IsWaiting: row.Int64OrNull(2) is not null),
            flow.Name, SqlValue.List(subjects.Keys));
        IReadOnlyList<Change> changes =
        [
            .. lanes.Where(lane => !isCovered || !lane.IsWaiting)
                .Select(lane => new Change(flow, lane.Subject, lane.Lowest - 1, subjects[lane.Subject], [])),
        ];
        foreach (var delivery in await NewDeliveries.AddAsync(transaction, changes, parts, clock.GetUtcNow()))
        {
            transaction.OnCommitted(() => dispatchers.Offer(delivery));
        }
    }
}
