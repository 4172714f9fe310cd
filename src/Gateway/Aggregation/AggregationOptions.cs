using System.ComponentModel.DataAnnotations;

namespace Lockstep.Gateway.Aggregation;

/// <summary>
/// The limits of answers that are put together from many sources; section <c>Aggregation</c> of the configuration, checked at start.
/// </summary>
public sealed class AggregationOptions
{
    /// <summary>How long each source may take; then the answer goes without it, and says so. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan SourceTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The reads that one source may have under way, those that nobody waits for any more among them; more wait for a place, within the
    /// same time. Default 64.
    /// </summary>
    [Range(1, 10_000)]
    public int ReadsPerSource { get; init; } = 64;

    /// <summary>
    /// The exports of customers that are under way at once in one process, those of the staff and, apart from them, those that customers
    /// ask for themselves; one more, or a second one of the same caller, is a 503 that says when to try again. Default 8.
    /// </summary>
    [Range(1, 1_000)]
    public int ExportsMax { get; init; } = 8;

    /// <summary>
    /// How long each page of an export may take; then the whole export fails, for it has no half answer. Default 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan ExportPageTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the export that a customer asks for itself may take until it has been read to its end; then it breaks off. Default 10 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan OwnExportTimeout { get; init; } = TimeSpan.FromMinutes(10);
}
