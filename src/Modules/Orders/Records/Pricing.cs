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
    public string Currency { get; } =
        Input.Currency ?? Before?.Currency ?? Products.FirstOrDefault(product => product is not null)?.Currency ?? "EUR";

    /// <summary>The lines with their prices, or what is wrong with them.</summary>
    public (IReadOnlyList<OrderItem> Items, Refusal? Refusal) Run()
    {
        var errors = new Errors();
        var items = new List<OrderItem>(Products.Count);
        var isSameCurrency = string.Equals(Before?.Currency, Currency, StringComparison.Ordinal);
        var agreed = new AgreedTerms(isSameCurrency ? Before!.Items : []);
        var parts = new List<OrderItem>();
        for (var index = 0; index < Products.Count; index++)
        {
            var lines = Lines(errors, OrderRules.Field(index), Input.Items![index]!, Products[index], agreed);
            items.AddRange(lines.Take(1));
            parts.AddRange(lines.Skip(1));
        }

        // What a line was parted into stands behind all lines, which so keep the places that they were given.
        items.AddRange(parts);
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

    private List<OrderItem> Lines(Errors errors, string field, OrderItemInput input, CatalogueProduct? product, AgreedTerms agreed)
    {
        if (product is null)
        {
            errors.Add(
                input.ProductId is null ? $"{field}.sku" : $"{field}.productId",
                input.ProductId is { } id ? $"There is no product {id}." : "There is no product with this sku.");
            return [];
        }

        var (quantity, discount) = (input.Quantity!.Value, input.Discount ?? 0);
        var held = agreed.Take(product.Id, input.UnitPrice, discount, quantity);
        var rest = quantity - held.Sum(static terms => terms.Units);
        if (rest > 0)
        {
            CheckNew(errors, field, input, product, quantity - rest);

            // What was agreed stays as it was agreed; what comes on top is bought today.
            held.Add((input.UnitPrice ?? product.Price, rest));
        }

        var (sku, name) = agreed.Find(product.Id) is { } known ? (known.Sku, known.Name) : (product.Sku, product.Name);
        return
        [
            .. held.GroupBy(static terms => terms.Price, static terms => terms.Units).Select(terms => new OrderItem(
                product.Id, sku, name, terms.Sum(), terms.Key, discount, Money.LineTotal(terms.Sum(), terms.Key, discount))),
        ];
    }

    /// <summary>
    /// Checks the units that were not agreed before. Who may not override pays the catalogue's price; a price in another currency is
    /// somebody's decision.
    /// </summary>
    private void CheckNew(Errors errors, string field, OrderItemInput input, CatalogueProduct product, long held)
    {
        if (!product.IsActive && (held == 0 || !MayOverride))
        {
            errors.Add($"{field}.productId", $"Product {product.Id} is inactive; it is not sold at present.");
        }

        var isForeign = !string.Equals(product.Currency, Currency, StringComparison.Ordinal);
        var beyond = held == 0 ? "" : $" At what was agreed, {held} can be had; give the others a line of their own.";
        if (isForeign && (input.UnitPrice is null || !MayOverride))
        {
            errors.Add(
                $"{field}.unitPrice",
                $"Product {product.Id} is priced in {product.Currency}, the order is in {Currency}; a price in that {Needed}.{beyond}");
        }
        else if (!MayOverride && input.UnitPrice is { } price && price != product.Price)
        {
            errors.Add($"{field}.unitPrice", $"The price is {product.Price} {product.Currency}; another one {Needed}.{beyond}");
        }

        if (!MayOverride && input.Discount is not (null or 0))
        {
            errors.Add($"{field}.discount", $"A discount {Needed}.{beyond}");
        }
    }

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

        /// <summary>
        /// Uses up units that were agreed at a discount and, when one is named, at a price: at most as many as are wanted, in the order of
        /// the lines. A price and its discount hold together.
        /// </summary>
        public List<(decimal Price, long Units)> Take(long productId, decimal? price, decimal discount, long wanted)
        {
            var taken = new List<(decimal Price, long Units)>();
            var known = items.Where(item => item.ProductId == productId && item.Discount == discount);
            foreach (var item in known.Where(item => (price ?? item.UnitPrice) == item.UnitPrice))
            {
                var key = (productId, item.UnitPrice, discount);
                var units = Math.Min(_left[key], wanted);
                if (units > 0)
                {
                    taken.Add((item.UnitPrice, units));
                    (_left[key], wanted) = (_left[key] - units, wanted - units);
                }
            }

            return taken;
        }
    }
}
