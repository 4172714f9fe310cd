using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;

namespace Lockstep.Sync.Pairs;

/// <summary>A record as a side has it: there, gone, or nobody knows.</summary>
/// <param name="Record">As the system has it; null when it is gone, or could not be read.</param>
/// <param name="Fields">The fields of the flow.</param>
/// <param name="Failure">Why it could not be read; null when it could.</param>
internal sealed record SideRecord(SourceRecord? Record, JsonObject Fields, ApplyResult? Failure)
{
    public static SideRecord Gone { get; } = new(null, [], null);

    public bool IsGone => Record is null && Failure is null;

    public string Id => Record!.Id;

    public string Version => Record!.Version;

    public DateTimeOffset? ChangedAt => Record?.ChangedAt;

    /// <summary>All that the system says of it.</summary>
    public JsonObject Whole() => Record is { Data.Length: > 0 } record ? JsonNode.Parse(record.Data.Span) as JsonObject ?? [] : [];

    public static SideRecord Failed(ApplyResult failure) => new(null, [], failure);
}

/// <summary>What became of a write to a side.</summary>
/// <param name="After">The record afterwards; null when it was not written.</param>
/// <param name="Failure">Why it was not; null when it was, or when somebody else was faster.</param>
internal sealed record SideWrite(SideRecord? After, ApplyResult? Failure)
{
    /// <summary>It has another version by now, or is gone: read it again.</summary>
    public static SideWrite Stale { get; } = new(null, null);

    /// <summary>Whether what is known of it may be a state of somebody else's making.</summary>
    public bool IsDoubtful { get; init; }

    public static SideWrite Failed(ApplyResult failure) => new(null, failure);
}

/// <summary>What came of a look.</summary>
/// <param name="Result">How it went; null when there was nothing to do.</param>
/// <param name="SkipReason">Why there was nothing to do.</param>
internal sealed record PairLooked(ApplyResult? Result, string? SkipReason)
{
    /// <summary>Something changed meanwhile: look once more.</summary>
    public static PairLooked Again { get; } = new(null, null);

    public static PairLooked Done(string id) => new(ApplyResult.Done(id), null);

    public static PairLooked Failed(ApplyResult failure) => new(failure, null);

    public static PairLooked Failed(FailureCause cause, string message) => new(ApplyResult.Failed(cause, message), null);

    public static PairLooked Skipped(string reason) => new(null, reason);
}
