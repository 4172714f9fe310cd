using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Connectors.Sdk.Http;

namespace Lockstep.Sync.Deliveries;

/// <summary>Requests and answers as they are kept with an attempt.</summary>
[JsonSerializable(typeof(IReadOnlyList<Exchange>))]
internal sealed partial class ExchangeJson : JsonSerializerContext
{
    /// <summary>With letters of every script as they are, not as escapes.</summary>
    public static ExchangeJson Plain { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
