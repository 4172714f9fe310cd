namespace Lockstep.Sync.Replays;

/// <summary>How many may go now, at a rate; what is not used is kept for no longer than a second.</summary>
internal sealed class Throttle(long perSecond, TimeProvider clock)
{
    // A tenth of a second's worth to begin with: a whole one would go at once, and again after each start.
    private double _spare = Math.Max(1, perSecond / 10.0);
    private long _readAt = clock.GetTimestamp();

    /// <summary>How many may go now.</summary>
    public long Available
    {
        get
        {
            var now = clock.GetTimestamp();
            _spare = Math.Min(perSecond, _spare + (perSecond * clock.GetElapsedTime(_readAt, now).TotalSeconds));
            _readAt = now;
            return (long)_spare;
        }
    }

    /// <summary>So many went.</summary>
    public void Take(int count) => _spare -= count;
}
