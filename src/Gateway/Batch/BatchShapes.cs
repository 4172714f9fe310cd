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
/// <param name="Path">What was asked for.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Etag">The ETag; absent when there is none.</param>
/// <param name="RetryAfter">Seconds after which to try again; absent when there is nothing to wait for.</param>
/// <param name="Body">The JSON; absent when there is none.</param>
internal sealed record BatchItem(string Path, int Status, string? Etag, int? RetryAfter, JsonElement? Body);

/// <summary>The JSON of batches.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(BatchInput))]
[JsonSerializable(typeof(BatchAnswer))]
internal sealed partial class BatchJson : JsonSerializerContext;
