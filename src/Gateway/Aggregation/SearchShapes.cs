using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lockstep.Gateway.Aggregation;

/// <summary>What a search over all kinds found.</summary>
/// <param name="Items">The hits, the best first.</param>
/// <param name="Partial">Whether kinds are missing.</param>
/// <param name="Missing">Those, and why.</param>
internal sealed record SearchAnswer(IReadOnlyList<SearchItem> Items, bool Partial, IReadOnlyList<MissingPart> Missing);

/// <summary>One hit.</summary>
/// <param name="Kind">The kind of record, as in <c>customer</c>.</param>
/// <param name="Id">Its id.</param>
/// <param name="Match"><c>exact</c>, <c>prefix</c> or <c>words</c>.</param>
/// <param name="Record">The record as its list answers it.</param>
internal sealed record SearchItem(string Kind, long Id, string Match, JsonElement Record);

/// <summary>The JSON of searches.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SearchAnswer))]
internal sealed partial class SearchJson : JsonSerializerContext;
