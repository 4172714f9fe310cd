using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Outbox;

/// <summary>Events that a consumer could not take in, by a bug, kept by their positions until it can.</summary>
internal static class ParkedHandovers
{
    /// <summary>The most that are listed at once.</summary>
    public const int ListMax = 100;

    public static Task<int> AddAsync(IStore store, long position, string reason, DateTimeOffset now) => store.WriteAsync(
        transaction => transaction.ExecuteAsync(
            // It may be there already: when we died before the mark, the same event is handed over and put aside once more.
            "insert into parked_handovers (position, reason, parked_at) values ($1, $2, $3) on conflict (position) do nothing", position,
                reason, now));

    public static Task<int> RemoveAsync(IStore store, long position) => store.WriteAsync(
        transaction => transaction.ExecuteAsync("delete from parked_handovers where position = $1", position));

    /// <summary>
    /// Those behind a position, the oldest first, as far as they are still in the outbox; and where the next list begins.
    /// </summary>
    public static async Task<(IReadOnlyList<OutboxEvent> Events, long Next)> ListAsync(IStore store, long after, CancellationToken ct)
    {
        var positions = await store.ReadAsync(
            reader => reader.QueryAsync(
                "select position from parked_handovers where position > $2 order by position limit $1", static row => row.Int64(0), ListMax,
                after),
            ct);
        var found = new List<OutboxEvent>();

        // One by one: they may lie anywhere among millions of others.
        foreach (var position in positions)
        {
            found.AddRange((await OutboxReader.ReadAsync(store, position - 1, 1, ct)).Where(published => published.Position == position));
        }

        // A full list goes on behind its end next time: else those that never go well would hide all behind them.
        return (found, positions.Count == ListMax ? positions[^1] : 0);
    }
}
