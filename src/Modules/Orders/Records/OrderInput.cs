using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Json;
using Lockstep.Contracts.Orders;
using Lockstep.Runtime.Http;

namespace Lockstep.Orders.Records;

/// <summary>What a client may say about an order.</summary>
internal sealed record OrderInput
{
    /// <summary><c>sale</c> (the default) or <c>return</c>, in any case; stays what it is.</summary>
    public string? Kind { get; init; }

    /// <summary>Of a return: the sale that it takes back. One without needs <c>orders:override-price</c>. Stays.</summary>
    public long? ReturnOf { get; init; }

    /// <summary>The id of the order in the system it came from.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The system that the external id comes from; without one the id is taken in all systems.</summary>
    public string? Source { get; init; }

    /// <summary>The customer; null for a guest.</summary>
    [JsonConverter(typeof(WholeNumberConverter))]
    public long? CustomerId { get; init; }

    /// <summary>A step of the life cycle, in any case; <c>pending</c> means NEW. A new order is NEW.</summary>
    public string? Status { get; init; }

    /// <summary>Three capital letters; that of the first product when left out.</summary>
    public string? Currency { get; init; }

    /// <summary>Required; 1 to 2,000 lines.</summary>
    public IReadOnlyList<OrderItemInput?>? Items { get; init; }

    /// <summary>What the buyer calls the order.</summary>
    public string? Reference { get; init; }

    /// <summary>What the ERP calls the order; its acknowledgement says it as a rule.</summary>
    public string? ErpReference { get; init; }

    /// <summary>Not in the future, but for five minutes that a clock may be ahead and that count as now; now when left out.</summary>
    public DateTimeOffset? PlacedAt { get; init; }

    /// <summary>The values of the fields that the site gave to orders, by their names. The staff's alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonObject? Custom { get; init; }
}

/// <summary>What a client may say about one line; its total is computed.</summary>
internal sealed record OrderItemInput
{
    /// <summary>Of a return that names its sale: the line of that one, counted from 1; else the first lines with the product.</summary>
    public long? ReturnLine { get; init; }

    /// <summary>The product, by its id …</summary>
    [JsonConverter(typeof(WholeNumberConverter))]
    public long? ProductId { get; init; }

    /// <summary>… or by its SKU, in any case; one of both is required.</summary>
    public string? Sku { get; init; }

    /// <summary>Required; whole units, 1 to 1,000,000.</summary>
    [JsonConverter(typeof(WholeNumberConverter))]
    public long? Quantity { get; init; }

    /// <summary>The catalogue's when left out; another one needs <c>orders:override-price</c>.</summary>
    public decimal? UnitPrice { get; init; }

    /// <summary>0 to 1, at most four decimals; 0 when left out. Any other one needs <c>orders:override-price</c>.</summary>
    public decimal? Discount { get; init; }
}

/// <summary>The JSON of what clients say about orders.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, AllowDuplicateProperties = false, NumberHandling = JsonNumberHandling.Strict,
    Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(OrderInput))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class OrderJson : JsonSerializerContext;

/// <summary>What the row of an order holds; its lines have a table of their own.</summary>
internal sealed record OrderHead
{
    public string? Kind { get; set; }

    public long? ReturnOf { get; set; }

    public string? ExternalId { get; set; }

    public string? Source { get; set; }

    public long? CustomerId { get; set; }

    public string? CustomerName { get; set; }

    public string? Status { get; set; }

    public string? Currency { get; set; }

    public decimal? TotalAmount { get; set; }

    public string? Reference { get; set; }

    public string? ErpReference { get; set; }

    public string? Cancellation { get; set; }

    public string? CancellationNote { get; set; }

    public string? Amendment { get; set; }

    public string? AmendmentNote { get; set; }

    public string? AmendedItems { get; set; }

    public DateTimeOffset? PlacedAt { get; set; }

    public JsonObject? Custom { get; set; }
}

/// <summary>Lines in one column, for those that are only asked for.</summary>
internal static class LineJson
{
    /// <summary>Lines as their column holds them.</summary>
    public static string? Of(IReadOnlyList<OrderItem>? items) =>
        items is null ? null : JsonSerializer.Serialize(items, ContractsJson.Wire.IReadOnlyListOrderItem);

    /// <summary>The lines of a column.</summary>
    public static IReadOnlyList<OrderItem>? Read(string? text) =>
        text is null ? null : JsonSerializer.Deserialize(text, ContractsJson.Wire.IReadOnlyListOrderItem);
}
