using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Http;

namespace Lockstep.Orders.Stock;

/// <summary>Why a task is given up.</summary>
internal sealed record StockTaskDiscardInput
{
    /// <summary>Required; for people.</summary>
    public string? Reason { get; init; }
}

/// <summary>The JSON of what is said and answered about stock tasks.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(StockTaskPage))]
[JsonSerializable(typeof(StockTaskView))]
[JsonSerializable(typeof(StockTaskDiscardInput))]
internal sealed partial class StockTaskJson : JsonSerializerContext
{
    /// <summary>For answers: letters of every script stay readable.</summary>
    public static StockTaskJson Wire { get; } = new(JsonBodies.Wire());
}
