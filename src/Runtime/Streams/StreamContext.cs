namespace Lockstep.Runtime.Streams;

/// <summary>What all streams of a process share.</summary>
/// <param name="options">The options.</param>
/// <param name="clock">The only source of time.</param>
/// <param name="ct">Ends when the process is about to stop.</param>
internal sealed class StreamContext(EventStreamOptions options, TimeProvider clock, CancellationToken ct)
{
    private readonly SemaphoreSlim _readers = new(options.ReadersMax);
    private long _sent;

    public EventStreamOptions Options => options;

    public TimeProvider Clock => clock;

    /// <summary>Whether the process is about to stop.</summary>
    public bool IsStopping => ct.IsCancellationRequested;

    /// <summary>How many events were sent.</summary>
    public long EventsSent => Volatile.Read(ref _sent);

    public void Sent() => Interlocked.Increment(ref _sent);

    /// <summary>Reads from a database; so many streams at a time, lest they keep others from it.</summary>
    public async ValueTask<T> ReadAsync<T>(Func<CancellationToken, ValueTask<T>> read, CancellationToken ct)
    {
        await _readers.WaitAsync(ct);
        try
        {
            return await read(ct);
        }
        finally
        {
            _readers.Release();
        }
    }
}
