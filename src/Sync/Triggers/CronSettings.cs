using Lockstep.Runtime.Values;

namespace Lockstep.Sync.Triggers;

/// <summary>What is done about times that came while nobody could look.</summary>
internal enum MissedRuns
{
    /// <summary>One run for all of them.</summary>
    Once,

    /// <summary>None.</summary>
    Skip,

    /// <summary>One run for each, up to a number.</summary>
    All,
}

/// <summary>The times at which a flow asks its source for changes.</summary>
/// <param name="At">As they are written.</param>
/// <param name="Times">The same, read.</param>
/// <param name="Zone">Whose clock they go by.</param>
/// <param name="Missed">What is done about missed ones.</param>
/// <param name="MissedMax">The most missed times of which each has a run; the oldest are left out.</param>
/// <param name="Overlap">How far each round looks back behind the newest change seen.</param>
internal sealed record CronSettings(
    string At, CronTimes Times, TimeZoneInfo Zone, MissedRuns Missed, int MissedMax, TimeSpan Overlap)
{
    /// <summary>How its source is asked which records are still there, by a run that comes then; null when it is not.</summary>
    public SweepSettings? Sweep { get; init; }

    /// <summary>The next time behind an instant; null when there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset behind) => Times.Next(behind, Zone);

    /// <summary>Which of the times that have come since the last one get a run. Pure: the clock is given.</summary>
    /// <param name="last">The last time that was looked at.</param>
    /// <param name="now">Up to when.</param>
    /// <param name="late">How long ago a time may lie without being missed.</param>
    public CronPlan Plan(DateTimeOffset last, DateTimeOffset now, TimeSpan late)
    {
        var (times, leftOut) = Times.Due(last, now, Zone, Missed is MissedRuns.All ? MissedMax : 1);
        return times switch
        {
            [] => new CronPlan([], null, 0),
            [.., var newest] when Missed is MissedRuns.Skip && now - newest > late => new CronPlan([], newest, leftOut + 1),
            [.., var newest] => new CronPlan(times, newest, leftOut),
        };
    }
}

/// <summary>What comes of the times that have come.</summary>
/// <param name="Runs">The times that get a run, the oldest first.</param>
/// <param name="Last">The newest time that has come; null when none has.</param>
/// <param name="LeftOut">How many get none.</param>
internal sealed record CronPlan(IReadOnlyList<DateTimeOffset> Runs, DateTimeOffset? Last, long LeftOut);
