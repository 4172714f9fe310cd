using System.ComponentModel.DataAnnotations;

namespace Lockstep.Runtime.Outbox;

/// <summary>How events leave a module; section <c>Relay</c> of the configuration, checked at start.</summary>
public sealed class RelayOptions
{
    /// <summary>The most events handed to the transport at once. Default 500.</summary>
    [Range(1, 10_000)]
    public int BatchMax { get; init; } = 500;

    /// <summary>How often the outbox is read although nobody rang: the safety net. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Pause after a failed hand-over; doubles up to <see cref="RetryDelayMax"/>. Default 50 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest pause after a failed hand-over. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan RetryDelayMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long events that were handed over wait for others, so that one sync and one mark do for all of them; after a crash so much is
    /// handed over once more. 0 marks each batch before the next one is handed over. Default 100 ms.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan MarkDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How often events that a consumer could not take in, by a bug, are handed over again. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan ParkedInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Committed events kept in memory for the relay; beyond that it reads them back. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int MemoryMax { get; init; } = 10_000;
}
