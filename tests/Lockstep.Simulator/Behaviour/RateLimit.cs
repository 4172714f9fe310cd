namespace Lockstep.Simulator.Behaviour;

/// <summary>A bucket of tokens: so many requests a second, so many at once.</summary>
internal sealed class RateLimit(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private double _tokens = double.MaxValue;
    private long _filled = clock.GetTimestamp();

    /// <summary>Takes a token; false when there is none, and in how many seconds there will be.</summary>
    public bool TryTake(WorldSettings settings, out double wait)
    {
        wait = 0;
        if (settings.RequestsPerSecond <= 0)
        {
            return true;
        }

        lock (_lock)
        {
            var now = clock.GetTimestamp();
            var grown = clock.GetElapsedTime(_filled, now).TotalSeconds * settings.RequestsPerSecond;
            (_tokens, _filled) = (Math.Min(settings.RequestsBurst, _tokens + grown), now);
            if (_tokens >= 1)
            {
                _tokens--;
                return true;
            }

            wait = (1 - _tokens) / settings.RequestsPerSecond;
            return false;
        }
    }
}
