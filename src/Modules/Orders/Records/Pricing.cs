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
        var agreed = new AgreedTerms(Before is not null && string.Equals(Before.Currency, Currency, StringComparison.Ordinal) ? Before.Items : []);
        for (var index = 0; index < Products.Count; index++)
        {
            items.AddRange(Lines(errors, OrderRules.Field(index), Input.Items![index]!, Products[index], agreed));
        }

        if (items.Count > OrderRules.ItemsMax)
        {
            errors.Add("items", $"Come to more than {OrderRules.ItemsMax} lines, with what was agreed before apart from what is new.");
        }

        if (items.Sum(item => item.LineTotal) > Money.TotalMax)
        {
            errors.Add("items", $"Come to more than {Money.TotalMax} in all.");
        }

        return (items, errors.ToRefusal());
    }

    private IEnumerable<OrderItem> Lines(Errors errors, string field, OrderItemInput input, CatalogueProduct? product, AgreedTerms agreed)
    {
        if (product is null)
        {
            errors.Add(
                input.ProductId is null ? $"{field}.sku" : $"{field}.productId",
                input.ProductId is { } id ? $"There is no product {id}." : "There is no product with this sku.");
            return [];
        }

        var (quantity, discount) = (input.Quantity!.Value, input.Discount ?? 0);
        var price = input.UnitPrice ?? agreed.PriceOf(product.Id, discount) ?? product.Price;
        var held = agreed.Take(product.Id, price, discount, quantity);
        if (!product.IsActive && held < quantity && (!MayOverride || agreed.Find(product.Id) is null))
        {
            errors.Add($"{field}.productId", $"Product {product.Id} is inactive; it is not sold at present.");
        }

        if (held == quantity || MayOverride)
        {
            CheckCurrency(errors, field, input, product, held);
            return [Line(product, agreed, quantity, price, discount)];
        }

        if (held > 0 && input.UnitPrice is null && discount == 0)
        {
            // What was agreed stays as it was agreed; what comes on top is bought today.
            CheckCurrency(errors, field, input, product, held: 0);
            return [Line(product, agreed, held, price, discount), Line(product, agreed, quantity - held, product.Price, discount)];
        }

        CheckCurrency(errors, field, input, product, held: 0);
        CheckTerms(errors, field, product, price, discount, held);
        return [Line(product, agreed, quantity, price, discount)];
    }

    /// <summary>A price in another currency than the catalogue's is somebody's decision, unless all of it was agreed before.</summary>
    private void CheckCurrency(Errors errors, string field, OrderItemInput input, CatalogueProduct product, long held)
    {
        if (held < input.Quantity && IsForeign(product) && (input.UnitPrice is null || !MayOverride))
        {
            errors.Add(
                $"{field}.unitPrice",
                $"Product {product.Id} is priced in {product.Currency}, the order is in {Currency}; a price in that {Needed}.");
        }
    }

    /// <summary>Who may not override pays the catalogue's price, but for the units whose price and discount were agreed.</summary>
    private void CheckTerms(Errors errors, string field, CatalogueProduct product, decimal price, decimal discount, long held)
    {
        var beyond = held == 0 ? "" : $" At what was agreed, {held} can be had; give the others a line of their own.";
        if (price != product.Price && !IsForeign(product))
        {
            errors.Add($"{field}.unitPrice", $"The price is {product.Price} {product.Currency}; another one {Needed}.{beyond}");
        }

        if (discount != 0)
        {
            errors.Add($"{field}.discount", $"A discount {Needed}.{beyond}");
        }
    }

    private static OrderItem Line(CatalogueProduct product, AgreedTerms agreed, long quantity, decimal price, decimal discount)
    {
        var (sku, name) = agreed.Find(product.Id) is { } known ? (known.Sku, known.Name) : (product.Sku, product.Name);
        return new OrderItem(product.Id, sku, name, quantity, price, discount, Money.LineTotal(quantity, price, discount));
    }

    private bool IsForeign(CatalogueProduct product) => !string.Equals(product.Currency, Currency, StringComparison.Ordinal);

    /// <summary>
    /// What was agreed before, in the same currency: for so many units a price and a discount, which hold together. Lines use them up.
    /// </summary>
    private sealed class AgreedTerms(IReadOnlyList<OrderItem> items)
    {
        private readonly Dictionary<(long ProductId, decimal Price, decimal Discount), long> _left = items
            .GroupBy(static item => (item.ProductId, item.UnitPrice, item.Discount))
            .ToDictionary(static group => group.Key, static group => group.Sum(static item => item.Quantity));

        /// <summary>A line of the product; null when nothing was agreed on it.</summary>
        public OrderItem? Find(long productId) => items.FirstOrDefault(item => item.ProductId == productId);

        /// <summary>The price that goes with a discount; null when none was agreed.</summary>
        public decimal? PriceOf(long productId, decimal discount) =>
            items.FirstOrDefault(item => item.ProductId == productId && item.Discount == discount)?.UnitPrice;

        /// <summary>Uses up as many units as are left of those on the same terms, at most as many as are wanted.</summary>
        public long Take(long productId, decimal price, decimal discount, long wanted)
        {
            var key = (productId, price, discount);
            var taken = Math.Min(_left.GetValueOrDefault(key), wanted);
            if (taken > 0)
            {
                _left[key] -= taken;
            }

            return taken;
        }
    }
}
