namespace Lockstep.Connectors.Sdk.Http;

/// <summary>
/// How fast a system may be called: one for all flows, lanes, polls and look-ups of this process, which has its share of what is allowed.
/// Calls go in turn; after a rest some may go at once. What a system asks for by Retry-After holds for all of them.
/// </summary>
/// <param name="perSecond">Calls a second; null for as many as go.</param>
/// <param name="burst">How many may go at once after a rest, 1 or more.</param>
/// <param name="clock">The time.</param>
/// <param name="share">Among how many processes the calls are divided; null for this one alone.</param>
public sealed class RateLimit(double? perSecond, int burst, TimeProvider clock, ProcessShare? share = null)
{
    private readonly Lock _turn = new();

    // By the monotonic clock: one that is set back would stop all calls until it is there again.
    private readonly long _begun = clock.GetTimestamp();
    private TimeSpan _paidUpTo;
    private TimeSpan _pausedUntil;

    /// <summary>Takes the next turn.</summary>
    /// <param name="wish">The longest that the caller would wait.</param>
    /// <returns>How long to wait until then; null when that is longer than the wish: then no turn was taken.</returns>
    public TimeSpan? Take(TimeSpan wish)
    {
        lock (_turn)
        {
            // Looked and taken under one lock: two callers that see the same free turn would both go.
            var now = clock.GetElapsedTime(_begun);
            var wait = WaitFrom(now);
            if (wait > wish)
            {
                return null;
            }

            // Reckoned from when this call goes. Reckoned from this moment, turns that are taken during a pause would cost nothing of what
            // comes behind it, and all who wait would go at once at its end.
            _paidUpTo = Max(_paidUpTo, now + wait) + Interval;
            return wait;
        }
    }

    /// <summary>The time from one call to the next; zero when as many go as are made.</summary>
    public TimeSpan Interval => perSecond is { } rate ? TimeSpan.FromSeconds(Processes / rate) : TimeSpan.Zero;

    /// <summary>How long until the next turn can be taken.</summary>
    public TimeSpan NextIn
    {
        get
        {
            lock (_turn)
            {
                return WaitFrom(clock.GetElapsedTime(_begun));
            }
        }
    }

    /// <summary>How long the system wants to be left alone from now on; zero when it does not.</summary>
    public TimeSpan PausedFor
    {
        get
        {
            lock (_turn)
            {
                return Max(_pausedUntil - clock.GetElapsedTime(_begun), TimeSpan.Zero);
            }
        }
    }

    /// <summary>Leaves the system alone for a while, at its wish; a shorter wish does not end a longer one.</summary>
    public void Pause(TimeSpan time)
    {
        lock (_turn)
        {
            _pausedUntil = Max(_pausedUntil, clock.GetElapsedTime(_begun) + time);
        }
    }

    // A burst draws on turns to come: as many intervals early as it has calls behind the first. Each process has its share of it.
    private TimeSpan WaitFrom(TimeSpan now) =>
        Max(Max(_paidUpTo - ((Math.Max(1, burst / Processes) - 1) * Interval), _pausedUntil) - now, TimeSpan.Zero);

    private int Processes => share?.Processes ?? 1;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
