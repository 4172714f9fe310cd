using System.Collections.Concurrent;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>Small numbers from one on, each held by one write at a time, so that no two writes of this process count on one row.</summary>
internal sealed class ShardSource(int from, int count)
{
    private readonly ConcurrentStack<int> _free = new(Enumerable.Range(from, count).Reverse());

    /// <summary>A number; when all are held, the first one once more, which only costs a wait.</summary>
    public int Take() => _free.TryPop(out var shard) ? shard : from + count;

    public void GiveBack(int shard)
    {
        if (shard < from + count)
        {
            _free.Push(shard);
        }
    }
}
