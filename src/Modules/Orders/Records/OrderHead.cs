using System.Text.Json.Nodes;

namespace Lockstep.Orders.Records;

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
