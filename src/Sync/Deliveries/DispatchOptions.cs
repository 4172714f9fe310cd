using System.ComponentModel.DataAnnotations;
using Lockstep.Connectors.Sdk;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// How deliveries go out; section <c>Dispatch</c> of the configuration, checked at start. All of it is per target system.
/// </summary>
internal sealed class DispatchOptions
{
    /// <summary>The most deliveries on their way at once. Default 64.</summary>
    [Range(1, 1_024)]
    public int InFlightMax { get; init; } = 64;

    /// <summary>The most deliveries in memory; the rest waits in the database. Default 5,000.</summary>
    [Range(1, 100_000)]
    public int MemoryMax { get; init; } = 5_000;

    /// <summary>How often due deliveries are looked for although nobody rang. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the dead letters are counted, for the figures. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan CountInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How old what this process knows of erasures by other processes may be when a delivery goes out; 0 asks before each. Default 100 ms.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan ErasureLook { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How often a delivery that waits for the link of another record looks for it although nobody released it. Default 10 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan ParentLook { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Failures in a row after which a system is left alone. Default 5.</summary>
    [Range(1, 1_000)]
    public int BreakerFailures { get; init; } = 5;

    /// <summary>How long it is left alone at first; doubles with each failed probe. Default 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan BreakerPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest it is left alone before the next probe. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan BreakerPauseMax { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The same for a system that takes fewer at once.</summary>
    public DispatchOptions For(ISystem system) => system.InFlightMax is not { } most || most >= InFlightMax ? this : new DispatchOptions
    {
        InFlightMax = most,
        MemoryMax = MemoryMax,
        PollInterval = PollInterval,
        CountInterval = CountInterval,
        ErasureLook = ErasureLook,
        ParentLook = ParentLook,
        BreakerFailures = BreakerFailures,
        BreakerPause = BreakerPause,
        BreakerPauseMax = BreakerPauseMax,
    };
}
