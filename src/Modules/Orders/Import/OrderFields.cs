using Lockstep.Imports;
using Lockstep.Runtime.Modules;

namespace Lockstep.Orders.Import;

/// <summary>
/// What a column of an import of orders can become. A row is a line of an order, or says something about the order itself, or both.
/// </summary>
internal static class OrderFields
{
    public const int ExternalId = 0;
    public const int Source = 1;
    public const int Kind = 2;
    public const int Customer = 3;
    public const int CustomerId = 4;
    public const int CustomerEmail = 5;
    public const int CustomerName = 6;
    public const int Status = 7;
    public const int Currency = 8;
    public const int PlacedAt = 9;
    public const int Reference = 10;
    public const int Sku = 11;
    public const int Product = 12;
    public const int ProductId = 13;
    public const int Name = 14;
    public const int Quantity = 15;
    public const int UnitPrice = 16;
    public const int Discount = 17;
    public const int ErpReference = 18;

    /// <summary>Behind it the fields that people gave to orders.</summary>
    public const int Custom = 19;

    /// <summary>
    /// The ids of this Lockstep are taken by a map alone: a column called so in a file of another system holds that system's ids.
    /// </summary>
    public static FieldTable TableOf(IReadOnlyList<CustomField> custom) => new(
        [
            "externalId", "source", "kind", "customer", "!customerId", "customerEmail email", "customerName", "status", "currency",
            "placedAt", "reference", "sku", "product", "!productId", "name description", "#quantity", "#unitPrice price", "#discount",
            "erpReference",
            .. CustomCells.Columns(custom),
        ]);
}
