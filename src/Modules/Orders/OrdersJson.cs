using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Json;
using Lockstep.Orders.Pulls;
using Lockstep.Orders.Webhooks;

namespace Lockstep.Orders;

/// <summary>The JSON of this module's requests, and of its notes.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(OrderInput))]
[JsonSerializable(typeof(SetOrderStatus.Request))]
[JsonSerializable(typeof(AckInput))]
[JsonSerializable(typeof(AckBatch))]
[JsonSerializable(typeof(NackInput))]
[JsonSerializable(typeof(PulledOrders))]
[JsonSerializable(typeof(AckResults))]
[JsonSerializable(typeof(NackAnswer))]
[JsonSerializable(typeof(WebhookHeaders))]
[JsonSerializable(typeof(WebhookRefusal))]
[JsonSerializable(typeof(StatusWebhookInput))]
[JsonSerializable(typeof(IReadOnlyList<StockLine>))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class OrdersJson : JsonSerializerContext
{
    /// <summary>For answers: letters of every script stay readable.</summary>
    public static OrdersJson Wire { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new InstantConverter() },
    });
}
