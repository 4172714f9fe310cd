using System.Text.Json;
using Lockstep.Contracts.Json;
using Lockstep.Contracts.Orders;

namespace Lockstep.Orders.Records;

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
