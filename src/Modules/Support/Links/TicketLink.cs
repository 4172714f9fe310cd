using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Http;

namespace Lockstep.Support.Links;

/// <summary>What a ticket has to do with another one.</summary>
/// <param name="TicketId">The other ticket.</param>
/// <param name="Kind"><c>related</c>, <c>duplicate-of</c>, <c>duplicated-by</c>, <c>blocks</c> or <c>blocked-by</c>.</param>
/// <param name="Subject">That one's subject.</param>
/// <param name="Status">That one's status.</param>
/// <param name="CreatedAt">When they were linked, in UTC.</param>
internal sealed record TicketLink(long TicketId, string Kind, string Subject, string Status, DateTimeOffset CreatedAt);

/// <summary>The links of a ticket.</summary>
/// <param name="Items">By the ids of the other tickets.</param>
internal sealed record LinkList(IReadOnlyList<TicketLink> Items);

/// <summary>What a client may say of a link.</summary>
internal sealed record LinkInput
{
    /// <summary>The other ticket.</summary>
    [JsonConverter(typeof(WholeNumberConverter))]
    public long? TicketId { get; init; }

    /// <summary>What this one is to that one; <c>related</c> when left out.</summary>
    public string? Kind { get; init; }
}

/// <summary>What a client may say of a merge.</summary>
internal sealed record TicketMergeInput
{
    /// <summary>The ticket that is kept.</summary>
    [JsonConverter(typeof(WholeNumberConverter))]
    public long? Into { get; init; }
}

/// <summary>The kinds of links.</summary>
internal static class LinkKind
{
    public const string Related = "related";

    public static readonly string[] All = [Related, "duplicate-of", "duplicated-by", "blocks", "blocked-by"];

    /// <summary>What a link is called from its other side.</summary>
    public static string Inverse(string kind) => kind switch
    {
        "duplicate-of" => "duplicated-by",
        "duplicated-by" => "duplicate-of",
        "blocks" => "blocked-by",
        "blocked-by" => "blocks",
        _ => Related,
    };
}

/// <summary>The JSON of links.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(LinkList))]
[JsonSerializable(typeof(LinkInput))]
[JsonSerializable(typeof(TicketMergeInput))]
internal sealed partial class TicketLinkJson : JsonSerializerContext
{
    /// <summary>Letters of every script stay readable.</summary>
    public static TicketLinkJson Wire { get; } = new(JsonBodies.Wire());
}
