using System.Text.Json.Serialization;
using System.Text.Json;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Http;

namespace Lockstep.Orders.Pulls;

/// <summary>The JSON of pulls and of what an ERP says of them.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(AckInput))]
[JsonSerializable(typeof(AckBatch))]
[JsonSerializable(typeof(NackInput))]
[JsonSerializable(typeof(PulledOrders))]
[JsonSerializable(typeof(AckResults))]
[JsonSerializable(typeof(NackAnswer))]
internal sealed partial class PullJson : JsonSerializerContext
{
    /// <summary>For answers: letters of every script stay readable.</summary>
    public static PullJson Wire { get; } = new(JsonBodies.Wire());
}
