using System.ComponentModel.DataAnnotations;

namespace Lockstep.Reports.Schedules;

/// <summary>How reports are sent out; section <c>Reports</c> of the configuration, checked at start.</summary>
internal sealed class ScheduleOptions
{
    /// <summary>The folder below which reports are put. Default empty: <c>reports</c> in the data folder.</summary>
    [StringLength(4_096)]
    public string Folder { get; init; } = "";

    /// <summary>The most schedules. Default 100.</summary>
    [Range(1, 10_000)]
    public int SchedulesMax { get; init; } = 100;

    /// <summary>How often it is looked whether a report is due. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan ScheduleInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The most times of one schedule that are made good after a standstill, the newest ones; what is older is left out and
    /// logged. Default 10.</summary>
    [Range(1, 1_000)]
    public int CatchUpMax { get; init; } = 10;

    /// <summary>How often one report is tried before it is given up. Default 10.</summary>
    [Range(1, 100)]
    public int AttemptsMax { get; init; } = 10;

    /// <summary>The pause behind the first attempt that failed; it doubles with each. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long it is kept when reports were sent. Default 90 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan RunsKept { get; init; } = TimeSpan.FromDays(90);
}
