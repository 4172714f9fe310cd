using System.ComponentModel.DataAnnotations;

namespace Lockstep.Runtime.Streams;

/// <summary>Event streams; section <c>EventStream</c> of the configuration, checked at start.</summary>
public sealed class EventStreamOptions
{
    /// <summary>The most streams that are open in one process; one more is a 503. Default 5,000.</summary>
    [Range(1, 1_000_000)]
    public int Max { get; init; } = 5_000;

    /// <summary>The most streams that one caller has open in one process; one more is a 429. Default 20.</summary>
    [Range(1, 1_000_000)]
    public int PerCallerMax { get; init; } = 20;

    /// <summary>After how much silence something is sent, so that nobody on the way takes the connection for dead. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How often it is asked again who the caller is and what they may. What is revoked in this process, or heard of from another one,
    /// ends a stream at once. Default 5 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan RecheckInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long clients are told to wait before they connect again. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The most events that wait in memory for one stream; beyond that it reads them from the database. Default 256.
    /// </summary>
    [Range(1, 100_000)]
    public int BufferMax { get; init; } = 256;

    /// <summary>The same in bytes of these events, which streams share; one event is always taken. Default 256 KiB.</summary>
    [Range(1_024, 1_073_741_824)]
    public int BufferBytesMax { get; init; } = 262_144;

    /// <summary>How long a client may take nothing at all before its connection is cut. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "01:00:00")]
    public TimeSpan StallMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most events that one stream reads from a database at once. Default 200.</summary>
    [Range(1, 5_000)]
    public int BatchMax { get; init; } = 200;

    /// <summary>
    /// The same in bytes of their records; the event that passes them is the last, so that one is always read. Default 256 KiB.
    /// </summary>
    [Range(1_024, 1_073_741_824)]
    public int BatchBytesMax { get; init; } = 262_144;

    /// <summary>How many streams of a process read from the databases at the same time; the others wait. Default 4.</summary>
    [Range(1, 1_000)]
    public int ReadersMax { get; init; } = 4;
}
