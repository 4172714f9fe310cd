using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Outbox;

/// <summary>Events that a consumer could not take in, by a bug, kept by their positions until it can.</summary>
internal static class ParkedHandovers
{
    private const int ListMax = 100;

    public static Task<int> AddAsync(IStore store, long position, string reason, DateTimeOffset now) => store.WriteAsync(
        transaction => transaction.ExecuteAsync(
            "insert into parked_handovers (position, reason, parked_at) values ($1, $2, $3) on conflict (position) do nothing", position,
                reason, now));

    public static Task<int> RemoveAsync(IStore store, long position) => store.WriteAsync(
        transaction => transaction.ExecuteAsync("delete from parked_handovers where position = $1", position));

    /// <summary>The oldest of them, as far as they are still in the outbox.</summary>
    public static async Task<IReadOnlyList<OutboxEvent>> ListAsync(IStore store, CancellationToken ct)
    {
        var positions = await store.ReadAsync(
            reader => reader.QueryAsync("select position from parked_handovers order by position limit $1", static row => row.Int64(0),
                ListMax), ct);
        var found = new List<OutboxEvent>();
        foreach (var position in positions)
        {
            found.AddRange((await OutboxReader.ReadAsync(store, position - 1, 1, ct)).Where(published => published.Position == position));
        }

        return found;
    }
}
