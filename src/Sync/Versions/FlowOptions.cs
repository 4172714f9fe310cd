using System.ComponentModel.DataAnnotations;

namespace Lockstep.Sync.Versions;

/// <summary>How flows are read and kept; section <c>Flows</c> of the configuration, checked at start.</summary>
internal sealed class FlowOptions
{
    /// <summary>
    /// How often the folder is looked at, and what other processes have changed, should nobody have told. A file is taken when two looks
    /// in a row have read the same. Default 1 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:05:00")]
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest text of a flow, in bytes; also of each CSV file that one names. Default 1 MiB.</summary>
    [Range(1_024, 16_777_216)]
    public int TextMax { get; init; } = 1_048_576;

    /// <summary>The most flows, those that are gone included. Default 1,000.</summary>
    [Range(1, 100_000)]
    public int FlowsMax { get; init; } = 1_000;

    /// <summary>How many versions of a flow are kept; the oldest goes first, the one in force never. Default 1,000.</summary>
    [Range(2, 100_000)]
    public int VersionsMax { get; init; } = 1_000;
}
