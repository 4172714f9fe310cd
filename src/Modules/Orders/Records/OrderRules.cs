using System.Globalization;
using System.Text;
using Lockstep.Contracts.Orders;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Orders.Records;

/// <summary>What makes an order valid by itself, and what may become of one.</summary>
internal static class OrderRules
{
    public const int ItemsMax = 2_000;
    public const long QuantityMax = 1_000_000;
    private const int ExternalIdMax = 100;
    public const int ReferenceMax = 200;
    public const int SkuMax = 64;

    /// <summary>An input with its keys and words in the form in which they are kept.</summary>
    public static OrderInput Read(OrderInput input) => input with
    {
        ExternalId = Keys.Clean(input.ExternalId), Source = Keys.Clean(input.Source), Currency = Currencies.Read(input.Currency),
    };

    /// <summary>What is wrong with an input, whatever the catalogue says.</summary>
    public static Errors Check(OrderInput input, DateTimeOffset now)
    {
        var errors = new Errors();
        TextRules.Check(errors, "externalId", input.ExternalId, ExternalIdMax);
        TextRules.Check(errors, "source", input.Source, ExternalIdMax);
        Demand(errors, "externalId", input.ExternalId is not "", "Must hold more than blanks; leave it out instead.");
        Demand(errors, "source", input.Source is not "", "Must hold more than blanks; leave it out instead.");
        TextRules.Check(errors, "reference", input.Reference, ReferenceMax);
        TextRules.Check(errors, "erpReference", input.ErpReference, ReferenceMax);
        Demand(errors, "kind", input.Kind is null || OrderKind.Parse(input.Kind) is not null, "Must be sale or return.");
        Demand(errors, "returnOf", input.ReturnOf is null or > 0, "Must be the id of the sale that comes back.");
        Demand(errors, "customerId", input.CustomerId is null or > 0, "Must be the id of a customer; leave it out for a guest.");
        Demand(
            errors, "status", input.Status is null || OrderStatus.Parse(input.Status) is not null,
            $"Must be one of {string.Join(", ", OrderStatus.All)}.");
        Currencies.Check(errors, "currency", input.Currency);
        Demand(errors, "placedAt", !Moments.IsFuture(input.PlacedAt, now), Moments.Future);
        Demand(errors, "placedAt", !(input.PlacedAt < DateTimeOffset.UnixEpoch), "Must not be before 1970.");
        Demand(errors, "items", input.Items is { Count: > 0 and <= ItemsMax }, $"Must be given, 1 to {ItemsMax} of them.");
        for (var index = 0; input.Items is { Count: <= ItemsMax } && index < input.Items.Count; index++)
        {
            CheckItem(errors, Field(index), input.Items[index]);
        }

        return errors;
    }

    /// <summary>The JSON name of a line, for example <c>items[0]</c>.</summary>
    public static string Field(int index) => string.Create(CultureInfo.InvariantCulture, $"items[{index}]");

    /// <summary>Why an order must not become another one; null when it may.</summary>
    public static Refusal? Refuse(Order before, Order after)
    {
        var isStep = !Same(before.Status, after.Status);
        var isOpened = !OrderLines.AreSame(before.Items, after.Items) || before.CustomerId != after.CustomerId
            || !Same(before.Currency, after.Currency) || before.PlacedAt != after.PlacedAt;
        return (isStep, isOpened) switch
        {
            (true, true) => Refusal.Invalid("status", "Change either the status or what was ordered, one at a time."),
            (true, false) when !OrderStatus.IsLegal(before.Status, after.Status) => Illegal(before, after.Status, RefusalCode.Invalid),
            (false, true) when before.Status is OrderStatus.New || IsPart(before, after) => null,
            (false, true) => new Refusal(
                RefusalCode.Conflict,
                $"Order {before.Id} is {before.Status}; items, customer, currency and placedAt change only while it is {OrderStatus.New}, "
                + $"and while it is {OrderStatus.Processing} its items may only become fewer."),
            _ => null,
        };
    }

    /// <summary>
    /// Why a customer must not make its order into another one; null when it may. What is handed over already is the staff's, and so is
    /// what says of an order who, when and by which number.
    /// </summary>
    public static Refusal? RefuseOwner(Order before, Order after)
    {
        var changed = Changed(before, after).Split(',', StringSplitOptions.RemoveEmptyEntries);
        var beyond = changed.Except(["items", "totalAmount", "reference"], StringComparer.Ordinal).ToList();
        return changed.Length == 0 ? null
            : before.Status is not OrderStatus.New ? new Refusal(
                RefusalCode.Conflict,
                    $"Order {before.Id} is {before.Status}; customers change an order only while it is {OrderStatus.New}. Ask the staff.")
            : beyond.Count > 0 ? new Refusal(
                RefusalCode.Forbidden,
                    $"Customers change items and reference of their orders, but not {string.Join(", ", beyond)}; ask the staff.")
            : null;
    }

    /// <summary>
    /// Whether an order in the warehouse goes on with a part of what it had: with lines left out, or with lower quantities, at the prices
    /// agreed.
    /// </summary>
    private static bool IsPart(Order before, Order after)
    {
        var had = Units(before);
        return before.Status is OrderStatus.Processing && before.CustomerId == after.CustomerId
            && Same(before.Currency, after.Currency) && before.PlacedAt == after.PlacedAt
            && Units(after).All(units => units.Value <= had.GetValueOrDefault(units.Key));

        static Dictionary<(long, decimal, decimal), long> Units(Order order) =>
            order
                .Items.GroupBy(item => (item.ProductId, item.UnitPrice, item.Discount))
                .ToDictionary(group => group.Key, group => group.Sum(item => item.Quantity));
    }

    /// <summary>A step that the table does not have, with those that it has.</summary>
    public static Refusal Illegal(Order before, string status, RefusalCode code)
    {
        var legal = string.Join(" or ", OrderStatus.Next(before.Status));
        var message = $"An order can't go from {before.Status} to {status}; "
            + (legal.Length == 0 ? "it goes nowhere from there." : $"from there it goes to {legal}.");
        return Refusal.Of(code, "status", message);
    }

    /// <summary>Why a history says nothing of an order: the stock that it has goes by the life cycle alone.</summary>
    public static Refusal Live(Order order) => Refusal.Of(
        RefusalCode.Conflict, "externalId",
        $"Order {order.ExternalId} ({order.Id}) was placed here and is {order.Status}; "
            + "rows of a history can't change it, for they move no stock. "
        + "Change the order itself.");

    /// <summary>The same order with each amount in its one spelling.</summary>
    public static Order Plain(Order order) => order with
    {
        TotalAmount = Money.Plain(order.TotalAmount),
        Items =
        [
            .. order.Items.Select(static item => item with
            {
                UnitPrice = Money.Plain(item.UnitPrice), Discount = Money.Plain(item.Discount), LineTotal = Money.Plain(item.LineTotal),
            }),
        ],
    };

    /// <summary>JSON names of the fields in which two states of an order differ, separated by commas.</summary>
    public static string Changed(Order? before, Order after)
    {
        var head = OrderRecord.Table.Changed(before, after);
        return before is not null && OrderLines.AreSame(before.Items, after.Items) ? head : head.Length == 0 ? "items" : $"{head},items";
    }

    private static void CheckItem(Errors errors, string field, OrderItemInput? item)
    {
        TextRules.Check(errors, $"{field}.sku", item?.Sku, SkuMax);
        Demand(
            errors, $"{field}.returnLine", item?.ReturnLine is null or (> 0 and <= ItemsMax),
            "Must be the number of a line of the order that comes back.");
        Demand(
            errors, $"{field}.productId",
            item is { ProductId: > 0 } or { ProductId: null, Sku.Length: > 0 } or { ProductId: null, ReturnLine: not null },
            "Must be the id of a product; or give its sku.");
        Demand(errors, $"{field}.quantity", item?.Quantity is >= 1 and <= QuantityMax, $"Must be a whole number from 1 to {QuantityMax}.");
        Demand(
            errors, $"{field}.unitPrice", item?.UnitPrice is null || Money.IsPrice(item.UnitPrice.Value),
            $"Must be from 0 to {Money.PriceMax}, with at most four decimals.");
        Demand(
            errors, $"{field}.discount", item?.Discount is null || (item.Discount is >= 0 and <= 1 && Money.IsWhole(item.Discount.Value)),
            "Must be from 0 to 1, with at most four decimals.");
    }

    private static bool Same(string? one, string? two) => string.Equals(one, two, StringComparison.Ordinal);

    private static void Demand(Errors errors, string field, bool isMet, string message)
    {
        if (!isMet)
        {
            errors.Add(field, message);
        }
    }
}
