using Lockstep.Imports;

namespace Lockstep.Inventory.Import;

/// <summary>What a column of an import of products can become.</summary>
internal static class ProductFields
{
    public const int Sku = 0;
    public const int ExternalId = 1;
    public const int Source = 2;
    public const int Name = 3;
    public const int Description = 4;
    public const int Price = 5;
    public const int Currency = 6;
    public const int Status = 7;
    public const int Stock = 8;

    public static FieldTable Table { get; } = new(
        "sku", "externalId", "source", "name productname", "description", "price unitprice", "currency", "status", "stock quantity unitsinstock");
}
