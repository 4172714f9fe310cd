using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;
using Lockstep.Sync.Http;

namespace Lockstep.Sync.Replays;

/// <summary>A replay of many dead letters.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">
/// <c>running</c>, <c>paused</c>, <c>cancelled</c>, or <c>finished</c> when all of it has ended. What is on its way goes on in any case.
/// </param>
/// <param name="Flow">Only dead letters of this flow.</param>
/// <param name="Cause">Only with this cause.</param>
/// <param name="Fingerprint">Only with this fingerprint.</param>
/// <param name="Subject">Only about this record.</param>
/// <param name="Since">Only those that died then or later.</param>
/// <param name="Until">Only those that died before.</param>
/// <param name="Payload"><c>original</c> or <c>current</c>.</param>
/// <param name="PerSecond">The most that become deliveries again in a second.</param>
/// <param name="Total">How many dead letters it was about when it began.</param>
/// <param name="Replayed">How many of them became deliveries again.</param>
/// <param name="Done">How many of those were delivered, or skipped because nothing was left to bring.</param>
/// <param name="Failed">How many are dead letters again.</param>
/// <param name="Open">How many are on their way.</param>
/// <param name="Left">How many it has still to come to.</param>
/// <param name="Actor">Who began it.</param>
/// <param name="CreatedAt">When, in UTC.</param>
/// <param name="UpdatedAt">When it last moved, in UTC.</param>
/// <param name="FinishedAt">When it ended, in UTC.</param>
internal sealed record ReplayView(
    long Id, string State, string? Flow, string? Cause, string? Fingerprint, string? Subject, DateTimeOffset? Since, DateTimeOffset? Until,
    string Payload, long PerSecond, long Total, long Replayed, long Done, long Failed, long Open, long Left, string Actor,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? FinishedAt);

/// <summary>Replays, the newest first.</summary>
/// <param name="Items">The newest 100.</param>
internal sealed record ReplayList(IReadOnlyList<ReplayView> Items);

/// <summary>Which dead letters to replay in the background, and how.</summary>
/// <param name="Payload"><c>original</c> (by default), the record as it was, or <c>current</c>, the record as it is when it goes.</param>
/// <param name="PerSecond">The most that become deliveries again in a second.</param>
internal sealed record ReplayOrder(string? Flow, string? Cause, string? Subject, bool? All, string? Payload, int? PerSecond)
    : DeadLetterFilter(null, Flow, Cause, Subject, All);

/// <summary>The JSON of replays.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(ReplayView))]
[JsonSerializable(typeof(ReplayList))]
[JsonSerializable(typeof(ReplayOrder))]
internal sealed partial class ReplayJson : JsonSerializerContext;
