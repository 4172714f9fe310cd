using System.ComponentModel.DataAnnotations;

namespace Lockstep.Reports.Editions;

/// <summary>How reports are built anew; section <c>Reports</c> of the configuration, checked at start.</summary>
internal sealed class RebuildOptions
{
    /// <summary>Records that are read and committed at once while reports are built; events wait that long. Default 200.</summary>
    [Range(1, 10_000)]
    public int RebuildPage { get; init; } = 200;

    /// <summary>How often it is looked whether reports are to be built although nobody rang, and after a failure. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan RebuildInterval { get; init; } = TimeSpan.FromSeconds(10);
}
