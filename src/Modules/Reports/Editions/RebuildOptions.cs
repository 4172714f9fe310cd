using System.ComponentModel.DataAnnotations;

namespace Lockstep.Reports.Editions;

/// <summary>How reports are built anew; section <c>Reports</c> of the configuration, checked at start.</summary>
internal sealed class RebuildOptions
{
    /// <summary>Records that are read and committed at once while reports are built; events wait that long. Default 200.</summary>
    [Range(1, 10_000)]
    public int RebuildPage { get; init; } = 200;

    /// <summary>How often it is looked whether reports are to be built although nobody rang, and the pause behind the first attempt that
    /// failed,
    /// which doubles with each. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan RebuildInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest such pause: a rebuild that fails again and again must not keep reading everything. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan RebuildDelayMax { get; init; } = TimeSpan.FromHours(1);
}
