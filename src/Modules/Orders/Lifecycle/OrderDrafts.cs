using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Orders.Returns;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Custom;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Orders.Lifecycle;

/// <summary>
/// Makes of an input the order that it asks for: asks Crm for the customer and Inventory for the prices, before any write, for a write
/// waits for nothing but its own database.
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
        input = OrderRules.Read(input);
        if ((OrderRules.Check(input, database.Clock.GetUtcNow()).ToRefusal() ?? Kept(input, before, work)) is { } problem)
        {
            return (null, problem);
        }

        var (custom, refusal) = CustomCheck.Of(database.Custom, OrderRecord.Kind, work)
            .Read(input.Custom ?? (work.Only is null ? null : before?.Custom), before?.Custom, before is null);
        if (refusal is not null)
        {
            return (null, refusal);
        }

        input = input with { Custom = custom };
        return (before is null ? input.ReturnOf : before.ReturnOf) is { } sale
            ? await TakeBackAsync(input, before, sale, work)
            : await PriceAsync(input, before, work);
    }

    private async Task<(Order? Order, Refusal? Refusal)> PriceAsync(OrderInput input, Order? before, Work work)
    {
        var customerId = input.CustomerId ?? work.Only;
        var customer = await CustomerAsync(customerId, before, work);
        if (customerId is not null && customer is null)
        {
            return (null, Unknown(customerId.Value));
        }

        var draft = Draft(input, before, work) with { CustomerId = customer?.Id, CustomerName = customer?.Name };
        if (before is not null && IsSame(input, before))
        {
            return (draft, null);
        }

        var mayOverride = work.May(Permissions.OrdersOverridePrice);
        if (draft.Kind is OrderKind.Return && !mayOverride)
        {
            return (null, Refusal.Invalid(
                "returnOf", "Must be the order that comes back; a return that names none needs the permission orders:override-price."));
        }

        var products = await catalogue.FindAsync([.. input.Items!.Select(item => new ProductKey(item!.ProductId, item.Sku))], work.Ct);
        var pricing = new Pricing(input, products, before, mayOverride);
        var (items, problem) = pricing.Run();
        return problem is null ? (WithItems(draft, items, pricing.Currency), null) : (null, problem);
    }

    /// <summary>A return of a sale is its customer's, in its currency, and no older than it.</summary>
    private async Task<(Order? Order, Refusal? Refusal)> TakeBackAsync(OrderInput input, Order? before, long saleId, Work work)
    {
        var found = await database.Store.ReadAsync(reader => ReturnedSale.FindAsync(reader, saleId, before?.Id ?? 0), work.Ct);
        if (found is null || !work.Reaches(found.Sale.CustomerId))
        {
            return before is not null && IsSame(input, before)
                ? (Draft(input, before, work), null)
                : (null, new Refusal(RefusalCode.NotFound, $"There is no order {saleId}.", "returnOf", $"There is no order {saleId}."));
        }

        var (sale, draft) = (found.Sale, Draft(input, before, work));
        if ((ReturnedSale.RefuseState(sale) ?? RefuseOther(input, sale, draft)) is { } refusal)
        {
            return (null, refusal);
        }

        draft = draft with { CustomerId = sale.CustomerId, CustomerName = sale.CustomerName };
        if (before is not null && IsSame(input, before))
        {
            return (draft, null);
        }

        var (items, problem) = new ReturnLines(input, found).Run();
        var back = WithItems(draft, items, sale.Currency);
        return problem is null ? (back with { TotalAmount = Math.Min(back.TotalAmount, found.Refundable) }, null) : (null, problem);
    }

    private static Refusal? RefuseOther(OrderInput input, Order sale, Order draft)
    {
        var errors = new Errors();
        if (input.CustomerId is { } customer && customer != sale.CustomerId)
        {
            errors.Add("customerId", $"Order {sale.Id} is not of customer {customer}.");
        }

        if (input.Currency is { } currency && !string.Equals(currency, sale.Currency, StringComparison.Ordinal))
        {
            errors.Add("currency", $"Order {sale.Id} is in {sale.Currency}.");
        }

        if (draft.PlacedAt < sale.PlacedAt)
        {
            errors.Add("placedAt", $"Is before order {sale.Id}, which comes back.");
        }

        return errors.ToRefusal();
    }

    private static Order WithItems(Order draft, IReadOnlyList<OrderItem> items, string currency) => draft with
    {
        Items = items, Currency = currency, TotalAmount = Money.Payable(items.Select(static item => item.LineTotal), currency),
    };

    /// <summary>What an input says apart from the lines: those, their currency and what they come to stay as they are.</summary>
    private Order Draft(OrderInput input, Order? before, Work work)
    {
        var now = database.Clock.GetUtcNow();
        return new Order
        {
            Id = before?.Id ?? 0,
            Kind = before?.Kind ?? OrderKind.Parse(input.Kind) ?? OrderKind.Sale,
            ReturnOf = before is null ? input.ReturnOf : before.ReturnOf,
            ExternalId = input.ExternalId ?? (work.Only is null ? null : before?.ExternalId),
            Source = input.Source ?? (work.Only is null ? null : before?.Source),
            CustomerId = before?.CustomerId,
            CustomerName = before?.CustomerName,
            Status = OrderStatus.Parse(input.Status) ?? before?.Status ?? OrderStatus.New,
            Currency = before?.Currency ?? "",
            Items = before?.Items ?? [],
            TotalAmount = before?.TotalAmount ?? 0,
            Reference = input.Reference,
            ErpReference = input.ErpReference ?? (work.Only is null ? null : before?.ErpReference),
            Cancellation = before?.Cancellation,
            CancellationNote = before?.CancellationNote,
            Amendment = before?.Amendment,
            AmendmentNote = before?.AmendmentNote,
            AmendedItems = before?.AmendedItems,
            Custom = input.Custom,
            PlacedAt = ToMilliseconds(Moments.ByOurClock(input.PlacedAt, now) ?? before?.PlacedAt ?? now),
            Version = (before?.Version ?? 0) + 1,
            CreatedAt = before?.CreatedAt ?? now,
            UpdatedAt = now,
        };
    }

    /// <summary>What an input must not say: another kind, another start than NEW, or, as a customer, a step.</summary>
    private static Refusal? Kept(OrderInput input, Order? before, Work work)
    {
        var isNumbered = IsNew(input.ExternalId, before?.ExternalId) || IsNew(input.Source, before?.Source)
            || IsNew(input.ErpReference, before?.ErpReference);
        if (work.Only is not null && (isNumbered || (before is null && input.Custom is { Count: > 0 })))
        {
            return new Refusal(
                RefusalCode.Forbidden,
                "externalId and erpReference are what other systems call an order, custom what the staff say of it; customers give none.");
        }

        if (input.ReturnOf is not null
            && (before is null ? OrderKind.Parse(input.Kind) is not OrderKind.Return : input.ReturnOf != before.ReturnOf))
        {
            return Refusal.Invalid("returnOf", before is null ? "Goes with the kind return only." : "Stays what it is.");
        }

        if ((before is null ? input.ReturnOf : before.ReturnOf) is null && input.Items!.Any(static item => item!.ReturnLine is not null))
        {
            return Refusal.Invalid("items", "Name lines of another order by returnLine; that one must be named by returnOf.");
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

    private static bool IsNew(string? given, string? known) => given is not null && !string.Equals(given, known, StringComparison.Ordinal);

    /// <summary>
    /// The customer with its name of now, or the one that the order has; null when there is no such customer for this caller. The id of one
    /// that was merged into another leads to that one.
    /// </summary>
    private async Task<CustomerName?> CustomerAsync(long? customerId, Order? before, Work work)
    {
        if (customerId is not { } id || (work.Only is { } only && only != id))
        {
            return null;
        }

        if (before?.CustomerId == id)
        {
            return new CustomerName(id, before.CustomerName ?? "");
        }

        var found = (await customers.FindAsync([new CustomerKey(id, null, null)], work.Ct))[0];
        return found is not null && found.Id == before?.CustomerId ? found with { Name = before.CustomerName ?? "" } : found;
    }

    /// <summary>Whether an input asks for just the lines that the order has: they stay, whatever the catalogue says by now.</summary>
    private static bool IsSame(OrderInput input, Order before) =>
        string.Equals(input.Currency ?? before.Currency, before.Currency, StringComparison.Ordinal)
        && input.Items!.Count == before.Items.Count
        && input.Items.Zip(before.Items).All(pair => IsSame(pair.First!, pair.Second));

    private static bool IsSame(OrderItemInput input, OrderItem item) =>
        (input.ProductId is { } id
            ? id == item.ProductId
            : input.Sku is null || string.Equals(Keys.Fold(input.Sku), Keys.Fold(item.Sku), StringComparison.Ordinal))
        && (input.ReturnLine ?? item.ReturnLine) == item.ReturnLine && input.Quantity == item.Quantity
        && (input.UnitPrice ?? item.UnitPrice) == item.UnitPrice
        && (input.Discount ?? (item.ReturnLine is null ? 0 : item.Discount)) == item.Discount;

    private static Refusal Unknown(long customerId) => new(
        RefusalCode.NotFound,
        $"There is no customer {customerId}.",
        "customerId", $"There is no customer {customerId}.");

    private static DateTimeOffset ToMilliseconds(DateTimeOffset at) => DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
}
