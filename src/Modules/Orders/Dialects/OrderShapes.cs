using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Pulls;
using Lockstep.Orders.Records;
using Lockstep.Runtime.Dialects;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Orders.Dialects;

/// <summary>An order as an ERP sees it, whole.</summary>
internal sealed record ErpOrder(
    long Id, ErpOrderCustomer? Customer, string Status, decimal TotalAmount, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    IReadOnlyList<ErpLine> Items);

/// <summary>The customer of an order; of one that can't be read there is only what the order says of it.</summary>
internal sealed record ErpOrderCustomer(
    long Id, string? Name, string? Email, string? Phone, DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt);

/// <summary>A line of an order. It has no id of its own, so its number stands for one.</summary>
internal sealed record ErpLine(int Id, ErpProduct Product, long Quantity, decimal UnitPrice, decimal LineTotal);

/// <summary>Of a product a line says what was agreed.</summary>
internal sealed record ErpProduct(long Id, string Sku, string Name, decimal UnitPrice);

/// <summary>An order in a list.</summary>
internal sealed record ErpOrderRow(
    long Id, long? CustomerId, string? CustomerName, string Status, decimal TotalAmount, DateTimeOffset CreatedAt)
{
    public static ErpOrderRow Of(Order order) =>
        new(order.Id, order.CustomerId, order.CustomerName, order.Status, order.TotalAmount, order.CreatedAt);
}

/// <summary>An order to place; whatever else a client sends of it and its items is left aside, prices too.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ErpOrderInput(long? CustomerId, IReadOnlyList<ErpItemInput?>? Items)
{
    public OrderInput ToOrder() => new()
    {
        CustomerId = CustomerId,
        Items = Items is null
            ? null
            : [.. Items.Select(static item => item is null ? null : new OrderItemInput { Sku = item.Sku, Quantity = item.Quantity })],
    };
}

/// <summary>A line of it.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ErpItemInput(string? Sku, long? Quantity);

/// <summary>What an ERP says when it takes an order over; under which name stands in the query.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ErpAck(string? Reference, long? Token);

/// <summary>The same for one of many.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ErpAckItem(long? Id, string? Reference, long? Token)
{
    public AckItem ToItem() => new() { Id = Id, Reference = Reference, Token = Token };
}

/// <summary>How far an order is by now.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ErpStatus(string? Status);

/// <summary>What it says when it gives one back.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ErpNack(string? Reason, long? Token);

/// <summary>What became of one acknowledgement of many.</summary>
internal sealed record ErpAckResult(long Id, bool Success, int Code, string? Status, string? Reference, string? Error)
{
    public static ErpAckResult Of(AckResult result) => new(
        result.Id, result.Code is (int)AnswerKind.Ok, result.Code, result.Status, result.Reference, result.Detail);
}

/// <summary>Whether the integration works.</summary>
internal sealed record ErpHealth(string Status, string Service);

/// <summary>The figures of the integration.</summary>
internal sealed record ErpFigures(long Customers, long Orders, long NewOrders, long OldestNewOrderAgeSeconds);

/// <summary>Their JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(ErpOrderInput))]
[JsonSerializable(typeof(ErpAck))]
[JsonSerializable(typeof(ErpNack))]
[JsonSerializable(typeof(ErpAckItem[]))]
[JsonSerializable(typeof(ErpStatus))]
[JsonSerializable(typeof(SpringPage<ErpOrder>))]
[JsonSerializable(typeof(SpringPage<ErpOrderRow>))]
[JsonSerializable(typeof(List<ErpAckResult>))]
[JsonSerializable(typeof(ErpHealth))]
[JsonSerializable(typeof(ErpFigures))]
internal sealed partial class OrderShapes : JsonSerializerContext
{
    /// <summary>For answers: letters of every script stay readable.</summary>
    public static OrderShapes Wire { get; } = new(JsonBodies.Wire());
}
