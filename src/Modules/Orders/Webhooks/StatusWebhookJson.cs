using System.Text.Json.Serialization;
using System.Text.Json;
using Lockstep.Contracts.Json;

namespace Lockstep.Orders.Webhooks;

/// <summary>The JSON of webhooks that come in.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(WebhookHeaders))]
internal sealed partial class StatusWebhookJson : JsonSerializerContext;
