using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Connectors.Sdk;

namespace Lockstep.Sync.Polling;

/// <summary>How a polled record was seen last.</summary>
/// <param name="Subject">The record.</param>
/// <param name="Version">Its version in the source, opaque.</param>
/// <param name="Ordering">The number that orders its versions there; 0 when the source has none.</param>
/// <param name="Number">The version under which the flow delivers it; only grows.</param>
/// <param name="Gone">1 when it was gone, else 0.</param>
internal sealed record SeenRecord(string Subject, string Version, long Ordering, long Number, long Gone)
{
    /// <summary>The record as it is seen now; null when that is no news.</summary>
    /// <param name="subject">The record.</param>
    /// <param name="record">As its source has it.</param>
    /// <param name="known">As it was seen last; null when it never was.</param>
    public static SeenRecord? News(string subject, SourceRecord record, SeenRecord? known)
    {
        var isNews = known switch
        {
            null => !record.IsDeleted,
            _ when record.IsDeleted || known.Gone != 0 => record.IsDeleted != (known.Gone != 0),
            { Ordering: > 0 } when record.Order is { } order => order > known.Ordering,
            _ => !string.Equals(record.Version, known.Version, StringComparison.Ordinal),
        };
        return isNews
            ? new SeenRecord(
                subject, record.Version, record.Order ?? 0, Math.Max(record.Order ?? 1, (known?.Number ?? 0) + 1), record.IsDeleted ? 1 : 0)
            : null;
    }

    /// <summary>
    /// The same of a record that was told: calls come twice and overtake each other, so what is older than what is known is none, also when
    /// the record was gone in between; and that a record is gone is noted down although nobody has met it, for what was before that may
    /// still come.
    /// </summary>
    /// <inheritdoc cref="News" />
    public static SeenRecord? Told(string subject, SourceRecord record, SeenRecord? known) => known switch
    {
        null => new SeenRecord(subject, record.Version, record.Order ?? 0, record.Order ?? 1, record.IsDeleted ? 1 : 0),
        _ when record.Order < known.Ordering => null,
        { Gone: not 0 } when !record.IsDeleted && record.Order == known.Ordering => null,
        { Gone: 0 } when !record.IsDeleted && record.Order == known.Ordering
            && !string.Equals(record.Version, known.Version, StringComparison.Ordinal) =>

            // Two changes of one instant, as clocks that count in seconds tell them: nobody knows which is newer, but none may be lost.
            known with { Version = record.Version, Number = known.Number + 1 },
        _ => News(subject, record, known),
    };

    /// <summary>What the flow calls this change.</summary>
    public string ChangeAfter(SeenRecord? known) => Gone != 0 ? "deleted" : known is null or { Gone: not 0 } ? "created" : "changed";
}

/// <summary>The JSON in which many of them travel to the table.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SeenRecord[]))]
internal sealed partial class SeenJson : JsonSerializerContext;
