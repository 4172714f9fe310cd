using System.Collections.Concurrent;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>The writes of this process that run: each takes the time that it stamps rows with after it has begun here.</summary>
internal sealed class WritesUnderWay(TimeProvider clock)
{
    /// <summary>Nearly every write has ended by then, and a reader sees what it wrote itself.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<Mark, bool> _marks = new();

    /// <summary>A write, or a group, begins; it has ended when the mark is disposed of, committed or not.</summary>
    public IDisposable Begin()
    {
        var mark = new Mark(this, clock.GetUtcNow());
        _marks[mark] = true;
        return mark;
    }

    /// <summary>An instant before which none will stamp a row any more; those that run are waited for a moment.</summary>
    public async ValueTask<DateTimeOffset> SettledAsync(CancellationToken ct)
    {
        // The time first: a write that is not met here begins after it, and stamps nothing before it.
        var now = clock.GetUtcNow();
        var running = _marks.Keys;
        try
        {
            await Task.WhenAll(running.Select(static mark => mark.Ended)).WaitAsync(Wait, clock, ct);
            return now;
        }
        catch (TimeoutException)
        {
            return running.Where(static mark => !mark.Ended.IsCompleted).Select(static mark => mark.Since).Append(now).Min();
        }
    }

    private sealed class Mark(WritesUnderWay all, DateTimeOffset since) : IDisposable
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public DateTimeOffset Since => since;

        public Task Ended => _ended.Task;

        public void Dispose()
        {
            all._marks.TryRemove(this, out _);
            _ended.SetResult();
        }
    }
}
