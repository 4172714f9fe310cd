using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Http;

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
    /// <param name="context">The request.</param>
    public async Task<(Order? Order, Problem? Problem)> MakeAsync(OrderInput input, Order? before, HttpContext context)
    {
        var now = database.Clock.GetUtcNow();
        if ((OrderRules.Check(input, now).ToProblem() ?? Kept(input, before, context)) is { } problem)
        {
            return (null, problem);
        }

        var customerId = input.CustomerId ?? Reach.Only(context);
        var name = await NameAsync(customerId, before, context);
        if (customerId is not null && name is null)
        {
            return (null, Unknown(customerId.Value));
        }

        var (items, currency, refusal) = await PriceAsync(input, before, context);
        return refusal is not null ? (null, refusal) : (new Order
        {
            Id = before?.Id ?? 0,
            Kind = before?.Kind ?? OrderKind.Parse(input.Kind) ?? OrderKind.Sale,
            ExternalId = input.ExternalId,
            CustomerId = customerId,
            CustomerName = name,
            Status = OrderStatus.Parse(input.Status) ?? before?.Status ?? OrderStatus.New,
            Currency = currency,
            Items = items,
            TotalAmount = items.Sum(item => item.LineTotal),
            Reference = input.Reference,
            PlacedAt = ToMilliseconds(input.PlacedAt ?? before?.PlacedAt ?? now),
            Version = (before?.Version ?? 0) + 1,
            CreatedAt = before?.CreatedAt ?? now,
            UpdatedAt = now,
        }, null);
    }

    /// <summary>What an input must not say: another kind, another start than NEW, or, as a customer, a step.</summary>
    private static Problem? Kept(OrderInput input, Order? before, HttpContext context)
    {
        var status = OrderStatus.Parse(input.Status);
        if (before is null)
        {
            return status is null or OrderStatus.New ? null : Problem.Invalid("status", $"A new order is {OrderStatus.New}.");
        }

        if (input.Kind is not null && !string.Equals(OrderKind.Parse(input.Kind), before.Kind, StringComparison.Ordinal))
        {
            return Problem.Invalid("kind", $"Order {before.Id} is a {before.Kind} and stays one.");
        }

        return status is null || string.Equals(status, before.Status, StringComparison.Ordinal) || Reach.Only(context) is null
            ? null
            : Access.Refuse(Caller.Of(context), Permissions.OrdersWrite);
    }

    /// <summary>The customer's name of now, or the one that the order has; null when there is no such customer for this caller.</summary>
    private async Task<string?> NameAsync(long? customerId, Order? before, HttpContext context) => customerId switch
    {
        null => null,
        { } id when Reach.Only(context) is { } only && only != id => null,
        { } id when before?.CustomerId == id => before.CustomerName,
        { } id => await customers.FindNameAsync(id, context.RequestAborted),
    };

    private async Task<(IReadOnlyList<OrderItem> Items, string Currency, Problem? Problem)> PriceAsync(OrderInput input, Order? before, HttpContext context)
    {
        if (before is not null && IsSame(input, before))
        {
            return (before.Items, before.Currency, null);
        }

        var products = await catalogue.FindAsync([.. input.Items!.Select(item => new ProductKey(item!.ProductId, item.Sku))], context.RequestAborted);
        var pricing = new Pricing(input, products, before, Caller.Of(context)!.Can(Permissions.OrdersOverridePrice));
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

    private static Problem Unknown(long customerId) => new(
        404,
        $"There is no customer {customerId}.",
        new Dictionary<string, string[]>(StringComparer.Ordinal) { ["customerId"] = [$"There is no customer {customerId}."] });

    private static DateTimeOffset ToMilliseconds(DateTimeOffset at) => DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
}
