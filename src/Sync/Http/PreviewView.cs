using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;

namespace Lockstep.Sync.Http;

/// <summary>Which dead letters to look at, and with what.</summary>
/// <param name="Payload"><c>original</c> (by default), the record as it was, or <c>current</c>, the record as it is now.</param>
/// <param name="Size">How many of them, the oldest first; 1 to 20, 5 by default.</param>
/// <param name="Mapping">The text of a flow's file, instead of the flow in force; it is checked, used, and not kept.</param>
/// <param name="Record">The record as you have edited it, for one dead letter; not kept.</param>
internal sealed record PreviewInput(
    IReadOnlyList<long>? Ids, string? Flow, string? Cause, string? Subject, bool? All, string? Payload, int? Size, string? Mapping,
    JsonObject? Record)
    : DeadLetterFilter(Ids, Flow, Cause, Subject, All);

/// <summary>What a replay would do with one dead letter.</summary>
/// <param name="Id">The delivery's id.</param>
/// <param name="Flow">The flow.</param>
/// <param name="Target">Where it would go.</param>
/// <param name="Subject">The record it is about.</param>
/// <param name="Version">The record's version.</param>
/// <param name="Outcome">
/// <c>send</c>, <c>skip</c> (nothing is left to bring, or a filter leaves it out), <c>wait</c> (for the link of another record), or
/// <c>fail</c> before anything is sent.
/// </param>
/// <param name="Operation">
/// How it would be written: <c>apply</c>, <c>update</c>, <c>find-or-create</c>, <c>create</c>, <c>delete</c> or <c>event</c>; null when
/// it would not be sent.
/// </param>
/// <param name="TargetId">The record's id there, where it is linked.</param>
/// <param name="Fields">The target's fields, as the mapping makes them.</param>
/// <param name="Cause">Why it would fail, or what it would wait for.</param>
/// <param name="Message">The same in a sentence; for one that would be sent, what to think of before.</param>
internal sealed record PreviewItem(
    long Id, string Flow, string Target, string Subject, long Version, string Outcome, string? Operation = null, string? TargetId = null,
    JsonObject? Fields = null, string? Cause = null, string? Message = null);

/// <summary>What a replay would do.</summary>
/// <param name="Total">How many dead letters the filter chose.</param>
/// <param name="Items">The first of them.</param>
internal sealed record PreviewList(long Total, IReadOnlyList<PreviewItem> Items);

/// <summary>The JSON of previews.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(PreviewInput))]
[JsonSerializable(typeof(PreviewList))]
internal sealed partial class PreviewJson : JsonSerializerContext;
