using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Polling;

/// <summary>Makes deliveries of what is news to a flow of the records that its source shows.</summary>
internal sealed class SourceNews(Flow flow, Parts parts, DispatcherSet dispatchers, TimeProvider clock)
{
    /// <summary>In a commit under the flow's lease: takes the records in.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="records">The records; their ids are fit to be used.</param>
    /// <param name="askedAt">Before they were asked for.</param>
    /// <returns>How many are news.</returns>
    public async ValueTask<int> TakeInAsync(ITransaction transaction, IReadOnlyList<SourceRecord> records, DateTimeOffset askedAt)
    {
        var news = await SeenTable.NewsAsync(transaction, flow, records, askedAt, SeenRecord.News);
        foreach (var delivery in await NewDeliveries.AddAsync(transaction, news, parts, clock.GetUtcNow()))
        {
            transaction.OnCommitted(() => dispatchers.Offer(delivery));
        }

        return news.Count;
    }
}
