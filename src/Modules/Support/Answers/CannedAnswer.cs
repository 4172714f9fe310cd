using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Http;

namespace Lockstep.Support.Answers;

/// <summary>An answer that is written once and said often.</summary>
internal sealed record CannedAnswer
{
    /// <summary>Given by Lockstep.</summary>
    public required long Id { get; init; }

    /// <summary>What it is called; 1 to 100 characters; unique, in any case.</summary>
    public required string Name { get; init; }

    /// <summary>The text, with places like <c>{{customer.name}}</c>; 1 to 20,000 characters.</summary>
    public required string Body { get; init; }

    /// <summary>1 for a new one, one more with each change; also the ETag.</summary>
    public required long Version { get; init; }

    /// <summary>When it was entered, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed, in UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>What a client may say of one.</summary>
internal sealed record CannedInput
{
    public string? Name { get; init; }

    public string? Body { get; init; }
}

/// <summary>All of them.</summary>
/// <param name="Items">By their names.</param>
internal sealed record CannedList(IReadOnlyList<CannedAnswer> Items);

/// <summary>The answer to one ticket, ready to be said.</summary>
/// <param name="Body">The text with what the ticket and its customer are in its places.</param>
internal sealed record FilledAnswer(string Body);

/// <summary>The JSON of canned answers.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(CannedAnswer))]
[JsonSerializable(typeof(CannedInput))]
[JsonSerializable(typeof(CannedList))]
[JsonSerializable(typeof(FilledAnswer))]
internal sealed partial class CannedJson : JsonSerializerContext
{
    /// <summary>Letters of every script stay readable.</summary>
    public static CannedJson Wire { get; } = new(JsonBodies.Wire());
}
