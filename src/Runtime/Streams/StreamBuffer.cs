namespace Lockstep.Runtime.Streams;

/// <summary>The room that one stream has in memory for events that wait for it, and what wakes it.</summary>
internal sealed class StreamBuffer(EventStreamOptions options)
{
    private readonly Signal _signal = new();
    private int _count;
    private int _bytes;

    public int Count => Volatile.Read(ref _count);

    public void Wake() => _signal.Ring();

    public Task WaitAsync() => _signal.WaitAsync();

    /// <summary>Takes room for an event; false when there is none.</summary>
    public bool TryTake(int bytes)
    {
        // One is always taken, however large: else a stream with an event that fits nowhere would never go on from memory.
        if (Count is var count and > 0
            && (count >= options.BufferMax || Volatile.Read(ref _bytes) + bytes > options.BufferBytesMax))
        {
            return false;
        }

        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _bytes, bytes);
        return true;
    }

    public void Give(int bytes)
    {
        Interlocked.Decrement(ref _count);
        Interlocked.Add(ref _bytes, -bytes);
    }
}
