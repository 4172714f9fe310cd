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

    /// <summary>What the flow calls this change.</summary>
    public string ChangeAfter(SeenRecord? known) => Gone != 0 ? "deleted" : known is null or { Gone: not 0 } ? "created" : "changed";
}

/// <summary>The JSON in which many of them travel to the table.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SeenRecord[]))]
internal sealed partial class SeenJson : JsonSerializerContext;
