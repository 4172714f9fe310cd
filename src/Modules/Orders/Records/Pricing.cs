using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Orders;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Orders.Records;

/// <summary>What the lines of an order cost: the catalogue's prices, or those agreed before, or others for who may override them.</summary>
/// <param name="Input">The order as it is asked for; valid by <see cref="OrderRules.Check"/>.</param>
/// <param name="Products">The product of each line; null where there is none.</param>
/// <param name="Before">The order as it is; null for a new one.</param>
/// <param name="MayOverride">Whether the caller may sell at other prices and give discounts.</param>
internal sealed record Pricing(OrderInput Input, IReadOnlyList<CatalogueProduct?> Products, Order? Before, bool MayOverride)
{
    private const string Needed = "needs the permission orders:override-price";

    /// <summary>One currency for all lines.</summary>
    public string Currency { get; } = Input.Currency ?? Before?.Currency ?? Products.FirstOrDefault(product => product is not null)?.Currency ?? "EUR";

    /// <summary>The lines with their prices, or what is wrong with them.</summary>
    public (IReadOnlyList<OrderItem> Items, Refusal? Refusal) Run()
    {
        var errors = new Errors();
        var items = new List<OrderItem>(Products.Count);
        for (var index = 0; index < Products.Count; index++)
        {
            if (Line(errors, OrderRules.Field(index), Input.Items![index]!, Products[index]) is { } item)
            {
                items.Add(item);
            }
        }

        if (items.Sum(item => item.LineTotal) > Money.TotalMax)
        {
            errors.Add("items", $"Come to more than {Money.TotalMax} in all.");
        }

        return (items, errors.ToRefusal());
    }

    private OrderItem? Line(Errors errors, string field, OrderItemInput input, CatalogueProduct? product)
    {
        if (product is null)
        {
            errors.Add(
                input.ProductId is null ? $"{field}.sku" : $"{field}.productId",
                input.ProductId is { } id ? $"There is no product {id}." : "There is no product with this sku.");
            return null;
        }

        var agreed = Agreed(product.Id).ToList();
        if (!product.IsActive && agreed.Count == 0)
        {
            errors.Add($"{field}.productId", $"Product {product.Id} is inactive; it is not sold at present.");
        }

        var price = input.UnitPrice ?? agreed.FirstOrDefault()?.UnitPrice ?? product.Price;
        var discount = input.Discount ?? 0;
        CheckPrice(errors, field, input, product, price, agreed);
        if (discount != 0 && !MayOverride && !agreed.Exists(item => item.Discount == discount))
        {
            errors.Add($"{field}.discount", $"A discount {Needed}.");
        }

        var (sku, name) = agreed.Count > 0 ? (agreed[0].Sku, agreed[0].Name) : (product.Sku, product.Name);
        return new OrderItem(product.Id, sku, name, input.Quantity!.Value, price, discount, Money.LineTotal(input.Quantity.Value, price, discount));
    }

    private void CheckPrice(Errors errors, string field, OrderItemInput input, CatalogueProduct product, decimal price, List<OrderItem> agreed)
    {
        if (agreed.Exists(item => item.UnitPrice == price))
        {
            return;
        }

        var isForeign = !string.Equals(product.Currency, Currency, StringComparison.Ordinal);
        if (isForeign && (input.UnitPrice is null || !MayOverride))
        {
            errors.Add($"{field}.unitPrice", $"Product {product.Id} is priced in {product.Currency}, the order is in {Currency}; a price in that {Needed}.");
        }
        else if (price != product.Price && !MayOverride)
        {
            errors.Add($"{field}.unitPrice", $"The price is {product.Price} {product.Currency}; another one {Needed}.");
        }
    }

    /// <summary>What was agreed on a product before; only in the same currency.</summary>
    private IEnumerable<OrderItem> Agreed(long productId) => Before is not null && string.Equals(Before.Currency, Currency, StringComparison.Ordinal)
        ? Before.Items.Where(item => item.ProductId == productId)
        : [];
}
