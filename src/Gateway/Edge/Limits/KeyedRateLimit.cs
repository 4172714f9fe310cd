using System.Collections.Concurrent;

namespace Lockstep.Gateway.Edge.Limits;

/// <summary>
/// One limit for many callers or addresses, each with an allowance of its own. It starts no timers and allocates nothing for those it
/// knows. Its memory is bounded: allowances that have refilled are swept as others come, and when there is no room for a newcomer, the
/// newcomers share one allowance, so that making up addresses gains nothing. Safe for use by many threads.
/// </summary>
internal sealed class KeyedRateLimit<TKey> where TKey : notnull
{
    private const int SweptFrom = 1_024;
    private readonly ConcurrentDictionary<TKey, Allowance> _allowances = new();
    private readonly Allowance _newcomers = new();
    private readonly TimeProvider _clock;
    private readonly Pace? _pace;
    private readonly int _max;
    private readonly Lock _sweeping = new();
    private int _count;
    private int _sweepAt = SweptFrom;
    private long _sweptAt;

    /// <param name="rate">How many per second; 0 for no limit.</param>
    /// <param name="burst">How many at once after a pause.</param>
    /// <param name="max">How many allowances are kept.</param>
    /// <param name="clock">The clock; only its monotonic side counts.</param>
    public KeyedRateLimit(int rate, int burst, int max, TimeProvider clock)
    {
        (_clock, _max) = (clock, max);
        _pace = rate > 0 ? Pace.Of(rate, burst, clock) : null;
    }

    /// <summary>How many allowances are kept right now.</summary>
    public int Tracked => Volatile.Read(ref _count);

    /// <summary>Takes one; how long to wait when there is none, else zero.</summary>
    public TimeSpan Take(TKey key)
    {
        if (_pace is not { } pace)
        {
            return TimeSpan.Zero;
        }

        var now = _clock.GetTimestamp();

        // Once more only when a sweep has taken the allowance between the find and the take.
        while (true)
        {
            var wait = Find(key, now).Take(now, pace);
            if (wait >= 0)
            {
                return InTime(wait);
            }
        }
    }

    /// <summary>How long to wait for the next one, without taking it; zero when there is one.</summary>
    public TimeSpan Wait(TKey key) => _pace is { } pace && _count > 0 && TryFind(key) is { } allowance
        ? InTime(allowance.Wait(_clock.GetTimestamp(), pace))
        : TimeSpan.Zero;

    private TimeSpan InTime(long ticks) => ticks == 0 ? TimeSpan.Zero : _clock.GetElapsedTime(0, ticks);

    /// <summary>Those that have no room are all the same newcomer.</summary>
    private Allowance? TryFind(TKey key) =>
        _allowances.TryGetValue(key, out var known) ? known : Tracked >= _max ? _newcomers : null;

    private Allowance Find(TKey key, long now)
    {
        if (_allowances.TryGetValue(key, out var known))
        {
            return known;
        }

        if (Tracked >= Volatile.Read(ref _sweepAt))
        {
            Sweep(now);
        }

        if (Tracked >= _max)
        {
            return _newcomers;
        }

        // Of two who make one at the same moment the table keeps one, and only that one is counted.
        var made = new Allowance();
        known = _allowances.GetOrAdd(key, made);
        if (ReferenceEquals(known, made))
        {
            Interlocked.Increment(ref _count);
        }

        return known;
    }

    /// <summary>One thread sweeps, at most once a second; the others go on without.</summary>
    private void Sweep(long now)
    {
        if (!_sweeping.TryEnter())
        {
            return;
        }

        try
        {
            if (_sweptAt != 0 && now - _sweptAt < _clock.TimestampFrequency)
            {
                return;
            }

            // Retired first: whoever found the allowance just before it goes takes from its successor.
            foreach (var (key, allowance) in _allowances)
            {
                if (allowance.TryRetire(now) && _allowances.TryRemove(key, out _))
                {
                    Interlocked.Decrement(ref _count);
                }
            }

            _sweptAt = now;
            Volatile.Write(ref _sweepAt, Math.Min(_max, Math.Max(SweptFrom, 2 * Tracked)));
        }
        finally
        {
            _sweeping.Exit();
        }
    }
}
