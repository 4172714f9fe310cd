using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Orders.Returns;

/// <summary>The lines of a return: which lines of its sale come back, at the prices that were paid, or at lower ones.</summary>
/// <param name="Input">What is asked for; valid by <see cref="OrderRules.Check"/>.</param>
/// <param name="Of">The sale.</param>
internal sealed record ReturnLines(OrderInput Input, ReturnedSale Of)
{
    private readonly Errors _errors = new();
    private readonly Errors _beyond = new();
    private readonly List<OrderItem> _items = [];
    private readonly List<OrderItem> _parts = [];
    private readonly long[] _left = [.. Enumerable.Range(0, Of.Sale.Items.Count).Select(Of.LeftOf)];

    /// <summary>The lines, or why they can't come back.</summary>
    public (IReadOnlyList<OrderItem> Items, Refusal? Refusal) Run()
    {
        for (var index = 0; index < Input.Items!.Count; index++)
        {
            Take(OrderRules.Field(index), Input.Items[index]!);
        }

        // What a line was parted into stands behind all lines, which so keep the places that they were given.
        return ([.. _items, .. _parts], _errors.ToRefusal() ?? (_beyond.None ? null : ReturnedSale.Conflict(_beyond)));
    }

    private void Take(string field, OrderItemInput input)
    {
        var sold = Of.Sale.Items;
        var named = Enumerable.Range(0, sold.Count).Where(line => IsNamed(input, line, sold[line])).ToList();
        var lines = named.FindAll(line => Asked(input, sold[line]) <= Paid(sold[line]));
        if (lines.Count == 0)
        {
            var (name, message) = named.Count == 0
                ? (NameOf(input), $"Order {Of.Sale.Id} has no such line.")
                : ("unitPrice", $"Is more than was paid: {Money.Plain(named.Max(line => Paid(sold[line])))} {Of.Sale.Currency}.");
            _errors.Add($"{field}.{name}", message);
            return;
        }

        var (wanted, to) = (input.Quantity!.Value, _items);
        foreach (var line in lines.OrderByDescending(line => IsExact(input, sold[line])))
        {
            var units = Math.Min(_left[line], wanted);
            if (units > 0)
            {
                (_left[line], wanted) = (_left[line] - units, wanted - units);
                to.Add(ItemOf(input, sold[line], line, units));
                to = _parts;
            }
        }

        if (wanted > 0)
        {
            _beyond.Add($"{field}.quantity", Of.TooMany(lines));
        }
    }

    private static OrderItem ItemOf(OrderItemInput input, OrderItem sold, int line, long units)
    {
        var (price, discount) = (input.UnitPrice ?? sold.UnitPrice, input.Discount ?? sold.Discount);
        return sold with
        {
            Quantity = units,
            UnitPrice = price,
            Discount = discount,
            LineTotal = Money.LineTotal(units, price, discount),
            ReturnLine = line + 1,
        };
    }

    private static bool IsNamed(OrderItemInput input, int line, OrderItem sold) =>
        (input.ReturnLine ?? line + 1) == line + 1
        && (input.ProductId ?? sold.ProductId) == sold.ProductId
        && (input.ProductId is not null || input.Sku is null
            || string.Equals(Keys.Fold(input.Sku), Keys.Fold(sold.Sku), StringComparison.Ordinal));

    private static bool IsExact(OrderItemInput input, OrderItem sold) =>
        (input.UnitPrice ?? sold.UnitPrice) == sold.UnitPrice && (input.Discount ?? sold.Discount) == sold.Discount;

    private static decimal Asked(OrderItemInput input, OrderItem sold) =>
        (input.UnitPrice ?? sold.UnitPrice) * (1 - (input.Discount ?? sold.Discount));

    private static decimal Paid(OrderItem sold) => sold.UnitPrice * (1 - sold.Discount);

    private static string NameOf(OrderItemInput input) => input switch
    {
        { ReturnLine: not null } => "returnLine",
        { ProductId: not null } => "productId",
        _ => "sku",
    };
}
