namespace Lockstep.Gateway.Edge.Limits;

/// <summary>A rate as the generic cell rate algorithm counts it, in ticks of the clock.</summary>
/// <param name="Interval">The time that one request uses up.</param>
/// <param name="Reach">How far requests may be ahead of their time: the burst.</param>
internal sealed record Pace(long Interval, long Reach)
{
    public static Pace Of(int rate, int burst, TimeProvider clock)
    {
        var interval = Math.Max(1, clock.TimestampFrequency / rate);
        return new Pace(interval, interval * burst);
    }
}

/// <summary>
/// What one caller or address has used: a single number, the time up to which its requests are paid for, which every request moves on by
/// an interval. Nothing has to run for it to refill: the clock does that. Safe for use by many threads without a lock.
/// </summary>
internal sealed class Allowance
{
    private const long Retired = long.MaxValue;
    private long _paidUntil = long.MinValue;

    /// <summary>Takes one.</summary>
    /// <param name="now">The timestamp of now.</param>
    /// <param name="pace">The limit.</param>
    /// <returns>
    /// Ticks until the next one is free; 0 when this one was; -1 when the allowance is retired and another one must be asked.
    /// </returns>
    public long Take(long now, Pace pace)
    {
        while (true)
        {
            var seen = Volatile.Read(ref _paidUntil);
            if (seen == Retired)
            {
                return -1;
            }

            var paid = Math.Max(seen, now) + pace.Interval;

            // A refusal moves nothing on: who knocks all the time waits no longer for it.
            if (paid - now > pace.Reach)
            {
                return paid - now - pace.Reach;
            }

            if (Interlocked.CompareExchange(ref _paidUntil, paid, seen) == seen)
            {
                return 0;
            }
        }
    }

    /// <summary>The ticks that <see cref="Take"/> would answer now, without taking.</summary>
    public long Wait(long now, Pace pace)
    {
        var seen = Volatile.Read(ref _paidUntil);
        return seen == Retired ? 0 : Math.Max(0, Math.Max(seen, now) + pace.Interval - now - pace.Reach);
    }

    /// <summary>Ends an allowance that has refilled, and so differs in nothing from one that never was.</summary>
    public bool TryRetire(long now)
    {
        var seen = Volatile.Read(ref _paidUntil);
        return seen <= now && Interlocked.CompareExchange(ref _paidUntil, Retired, seen) == seen;
    }
}
