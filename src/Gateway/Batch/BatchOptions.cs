using System.ComponentModel.DataAnnotations;

namespace Lockstep.Gateway.Batch;

/// <summary>The limits of many reads in one request; section <c>Batch</c> of the configuration, checked at start.</summary>
public sealed class BatchOptions
{
    /// <summary>The most reads. Default 50.</summary>
    [Range(1, 1_000)]
    public int ItemsMax { get; init; } = 50;

    /// <summary>The reads that are under way at once. Default 4.</summary>
    [Range(1, 100)]
    public int Parallel { get; init; } = 4;

    /// <summary>
    /// How long each read may take; then it is a 503, and the others are answered all the same. All together have four fifths of
    /// <c>Edge:RequestTimeout</c>. Default 10 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The bytes of all answers together; a read whose answer has no room any more is told so and may be repeated by itself. Default 4 MiB.
    /// </summary>
    [Range(1_024, 268_435_456)]
    public long AnswersMax { get; init; } = 4_194_304;
}
