using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Orders.Lifecycle;

/// <summary>
/// Makes of an input the order that it asks for: asks Crm for the customer and Inventory for the prices, before any write, for a write waits
/// for nothing but its own database.
/// </summary>
internal sealed class OrderDrafts(
    OrdersDatabase database, ICustomerDirectory customers, IProductCatalogue catalogue)
{
    /// <summary>The order as it would be, or what is in the way.</summary>
    /// <param name="input">What is asked for.</param>
    /// <param name="before">The order as it is; null for a new one.</param>
    /// <param name="work">The work.</param>
    public async Task<(Order? Order, Refusal? Refusal)> MakeAsync(OrderInput input, Order? before, Work work)
    {
        var now = database.Clock.GetUtcNow();
        if ((OrderRules.Check(input, now).ToRefusal() ?? Kept(input, before, work)) is { } problem)
        {
            return (null, problem);
        }

        var customerId = input.CustomerId ?? work.Only;
        var name = await NameAsync(customerId, before, work);
        if (customerId is not null && name is null)
        {
            return (null, Unknown(customerId.Value));
        }

        var (items, currency, refusal) = await PriceAsync(input, before, work);
        return refusal is not null ? (null, refusal) : (new Order
        {
            Id = before?.Id ?? 0,
            Kind = before?.Kind ?? OrderKind.Parse(input.Kind) ?? OrderKind.Sale,
            ExternalId = input.ExternalId ?? (work.Only is null ? null : before?.ExternalId),
            CustomerId = customerId,
            CustomerName = name,
            Status = OrderStatus.Parse(input.Status) ?? before?.Status ?? OrderStatus.New,
            Currency = currency,
            Items = items,
            TotalAmount = items.Sum(item => item.LineTotal),
            Reference = input.Reference,
            PlacedAt = ToMilliseconds(Moments.ByOurClock(input.PlacedAt, now) ?? before?.PlacedAt ?? now),
            Version = (before?.Version ?? 0) + 1,
            CreatedAt = before?.CreatedAt ?? now,
            UpdatedAt = now,
        }, null);
    }

    /// <summary>What an input must not say: another kind, another start than NEW, or, as a customer, a step.</summary>
    private static Refusal? Kept(OrderInput input, Order? before, Work work)
    {
        var isNumbered = input.ExternalId is not null && !string.Equals(input.ExternalId, before?.ExternalId, StringComparison.Ordinal);
        if (isNumbered && work.Only is not null)
        {
            return new Refusal(RefusalCode.Forbidden, "An externalId is what another system calls an order; customers don't give one.");
        }

        var status = OrderStatus.Parse(input.Status);
        if (before is null)
        {
            return status is null or OrderStatus.New ? null : Refusal.Invalid("status", $"A new order is {OrderStatus.New}.");
        }

        if (input.Kind is not null && !string.Equals(OrderKind.Parse(input.Kind), before.Kind, StringComparison.Ordinal))
        {
            return Refusal.Invalid("kind", $"Order {before.Id} is a {before.Kind} and stays one.");
        }

        return status is null || string.Equals(status, before.Status, StringComparison.Ordinal) || work.Only is null
            ? null
            : work.RefuseUnless(Permissions.OrdersWrite);
    }

    /// <summary>The customer's name of now, or the one that the order has; null when there is no such customer for this caller.</summary>
    private async Task<string?> NameAsync(long? customerId, Order? before, Work work) => customerId switch
    {
        null => null,
        { } id when work.Only is { } only && only != id => null,
        { } id when before?.CustomerId == id => before.CustomerName,
        { } id => await customers.FindNameAsync(id, work.Ct),
    };

    private async Task<(IReadOnlyList<OrderItem> Items, string Currency, Refusal? Refusal)> PriceAsync(
        OrderInput input, Order? before, Work work)
    {
        if (before is not null && IsSame(input, before))
        {
            return (before.Items, before.Currency, null);
        }

        var products = await catalogue.FindAsync([.. input.Items!.Select(item => new ProductKey(item!.ProductId, item.Sku))], work.Ct);
        var pricing = new Pricing(input, products, before, work.May(Permissions.OrdersOverridePrice));
        var (items, problem) = pricing.Run();
        return (items, pricing.Currency, problem);
    }

    /// <summary>Whether an input asks for just the lines that the order has: they stay, whatever the catalogue says by now.</summary>
    private static bool IsSame(OrderInput input, Order before) =>
        string.Equals(input.Currency ?? before.Currency, before.Currency, StringComparison.Ordinal)
        && input.Items!.Count == before.Items.Count
        && input.Items.Zip(before.Items).All(pair => IsSame(pair.First!, pair.Second));

    private static bool IsSame(OrderItemInput input, OrderItem item) =>
        (input.ProductId is { } id ? id == item.ProductId : string.Equals(TextRules.Fold(input.Sku), TextRules.Fold(item.Sku), StringComparison.Ordinal))
        && input.Quantity == item.Quantity && (input.UnitPrice ?? item.UnitPrice) == item.UnitPrice && (input.Discount ?? 0) == item.Discount;

    private static Refusal Unknown(long customerId) => new(
        RefusalCode.NotFound,
        $"There is no customer {customerId}.",
        "customerId", $"There is no customer {customerId}.");

    private static DateTimeOffset ToMilliseconds(DateTimeOffset at) => DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
}
