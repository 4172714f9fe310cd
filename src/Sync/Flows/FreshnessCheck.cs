using Lockstep.Connectors.Sdk;

namespace Lockstep.Sync.Flows;

/// <summary>Checks how fresh a flow is to be, and by which record that is found out.</summary>
/// <param name="expect">Hears of each fault.</param>
/// <param name="time">Reads a duration, and tells when it is none or out of range.</param>
internal sealed class FreshnessCheck(Action<bool, string> expect, Func<string, string?, TimeSpan, TimeSpan, TimeSpan> time)
{
    private const int FieldMax = 200;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1), Week = TimeSpan.FromDays(7);

    /// <summary>How old a change may get; null when the file does not say.</summary>
    public TimeSpan? Target(FlowFile file) =>
        file.FreshnessTarget is { } target ? time("freshness.target", target, Second, Week) : null;

    /// <summary>The canary; null when there is none.</summary>
    /// <param name="file">The file.</param>
    /// <param name="source">What the source can do with the records; null where that is a fault already.</param>
    public CanarySettings? Canary(FlowFile file, RecordKind? source)
    {
        if (file.Canary is not { } canary)
        {
            return null;
        }

        expect(file.FreshnessTarget is not null, "canary: freshness.target must say how soon the change is to come out");
        expect(
            source is null || source.Has(Capability.Update),
            $"canary: {file.From?.System} changes no {file.From?.Kind} by its id, so that there can be no canary");
        expect(file.From?.On.Contains("changed") is true, "canary: from.on must list changed");
        expect(canary.Record is { Length: > 0 and <= SourceRecord.IdMax }, "canary.record must be the id of a record at the source");
        expect(canary.Field is { Length: > 0 and <= FieldMax }, "canary.field must name a field of the record that takes a text");
        return new CanarySettings(time("canary.every", canary.Every, Second, Week), canary.Record ?? "", canary.Field ?? "");
    }
}
