using System.Text.Json.Serialization;
using Lockstep.Contracts;
using Lockstep.Contracts.Inventory;

namespace Lockstep.Inventory.Import;

/// <summary>What a flow says was counted: of a product by its SKU, by its id, or by its external id and source.</summary>
internal sealed record CountInput
{
    /// <summary>The product, by its SKU …</summary>
    public string? Sku { get; init; }

    /// <summary>… by its external id …</summary>
    public string? ExternalId { get; init; }

    /// <summary>… in this system …</summary>
    public string? Source { get; init; }

    /// <summary>… or by its id here.</summary>
    public long? ProductId { get; init; }

    /// <summary>Required; how many units lay there.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>When; now when it is not mapped.</summary>
    public DateTimeOffset? CountedAt { get; init; }

    /// <summary>The product; null when it is not said.</summary>
    [JsonIgnore]
    public ProductKey? Product => this switch
    {
        { ProductId: { } id } => new ProductKey(id, null),
        { ExternalId: { } external, Source: { } source } => new ProductKey(null, null, new ExternalKey(source, external)),
        { Sku: { } sku } => new ProductKey(null, sku),
        _ => null,
    };
}
