using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lockstep.Gateway.Batch;

/// <summary>Many reads.</summary>
internal sealed record BatchInput
{
    /// <summary>Each read; they are answered in this order.</summary>
    public IReadOnlyList<BatchRead?>? Requests { get; set; }
}

/// <summary>One read.</summary>
internal sealed record BatchRead
{
    /// <summary><c>GET</c>, which it is when it is left out: a batch changes nothing.</summary>
    public string? Method { get; set; }

    /// <summary>Path and query below <c>/api/</c>, escaped as in an address.</summary>
    public string? Path { get; set; }

    /// <summary>The ETag of the copy that the caller has: when that is the newest, the answer is a 304 without a body.</summary>
    public string? IfNoneMatch { get; set; }
}

/// <summary>What a batch is answered.</summary>
/// <param name="Items">One for each read, in their order.</param>
internal sealed record BatchAnswer(IReadOnlyList<BatchItem> Items);

/// <summary>What a read is answered: what it would be by itself.</summary>
internal sealed record BatchItem
{
    /// <summary>What was asked for.</summary>
    public required string Path { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>The ETag; absent when there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Etag { get; init; }

    /// <summary>Seconds after which to try again; absent when there is nothing to wait for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RetryAfter { get; init; }

    /// <summary>The JSON; absent when there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Body { get; init; }
}

/// <summary>The JSON of batches.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(BatchInput))]
[JsonSerializable(typeof(BatchAnswer))]
internal sealed partial class BatchJson : JsonSerializerContext;
