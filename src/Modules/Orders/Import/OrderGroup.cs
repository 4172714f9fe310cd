using System.Collections;
using Lockstep.Contracts;
using Lockstep.Contracts.Orders;
using Lockstep.Imports;
using Lockstep.Orders.Records;
using Lockstep.Runtime.Custom;
using Lockstep.Runtime.Values;

namespace Lockstep.Orders.Import;

/// <summary>The rows of a batch that are about one order, and what becomes of them; decides alone, and writes nothing.</summary>
/// <param name="key">The order.</param>
/// <param name="rows">Its rows, none of them faulty, with their places in the batch.</param>
/// <param name="custom">Checks what the rows say of custom fields.</param>
/// <param name="verdicts">Where the verdicts of the whole batch go.</param>
internal sealed class OrderGroup(
    ExternalKey key, IReadOnlyList<(int Index, OrderRow Row)> rows, CustomCheck custom, Verdict[] verdicts)
{
    private const string NoTime = "placedAt: Must be given: by this row, or by another row about the order before it.";
    private const string OtherTime = "placedAt: The order keeps the time of its first row.";

    private readonly HashSet<int> _added = [];
    private long _wanted;

    public ExternalKey Key => key;

    /// <summary>The order that the rows make, still without an id; null when they make none.</summary>
    public Order? Make(OrderTerms terms, DateTimeOffset now)
    {
        var first = rows[0].Row;
        var placedAt = rows.Select(one => one.Row.PlacedAt).FirstOrDefault(at => at is not null);
        var currency = CurrencyOf(terms);
        if (placedAt is null || currency is null)
        {
            Refuse(rows, placedAt is null ? NoTime : "currency: Must be given, by the rows or by the parameter currency.");
            return null;
        }

        var order = Head(new Order
        {
            Id = _wanted = terms.IdOf(key),
            Kind = first.IsReturn ? OrderKind.Return : OrderKind.Sale,
            ExternalId = key.Id,
            Source = key.Source,
            Status = OrderStatus.Completed,
            Currency = currency,
            Items = [],
            TotalAmount = 0,
            PlacedAt = placedAt.Value,
            Version = 1,
            CreatedAt = placedAt.Value,
            UpdatedAt = now,
        });
        var (values, refusal) = custom.Read(order.Custom, null, isNew: true);
        if (refusal is not null)
        {
            Refuse(rows, refusal.ToText());
            return null;
        }

        order = order with { Custom = values };
        var fitting = Fitting(order);
        return fitting.Count == 0 ? null : Extend(order, fitting);
    }

    /// <summary>What the rows make of an order that is there; null when all of them are refused.</summary>
    /// <param name="before">The order as it is.</param>
    /// <param name="met">Its lines that the import has met before; gets those of these rows.</param>
    /// <param name="isFirst">Whether these are the import's first rows about it.</param>
    public Order? Over(Order before, BitArray met, bool isFirst)
    {
        var order = isFirst ? Head(before) : before;
        var (values, refusal) = custom.Read(order.Custom, before.Custom, isNew: false);
        if (refusal is not null)
        {
            Refuse(rows, refusal.ToText());
            return null;
        }

        order = order with { Custom = values };
        var unknown = new List<(int Index, OrderRow Row)>();
        var fitting = Fitting(order);
        foreach (var one in fitting)
        {
            if (one.Row.IsLine && !Meet(before, met, one.Row.ToItem()))
            {
                unknown.Add(one);
            }
        }

        // Lines behind those that are there; where some of those have not come, a row may be one of them that was changed.
        if (unknown.Count > 0 && !met.HasAllSet() && before.Items.Count > 0)
        {
            Refuse(unknown, $"items: Order {before.Id} has no such line, but others that have not come so far; change the order itself.");
            return order;
        }

        return unknown.Count == 0 ? order : Extend(order, unknown);
    }

    /// <summary>Notes down what became of the rows that are not refused.</summary>
    /// <param name="before">The order as it was; null when it was made of the rows.</param>
    /// <param name="after">The order as it is now.</param>
    public void Conclude(Order? before, Order after)
    {
        var head = before is null ? "" : OrderRules.Changed(before, after with { Items = before.Items, TotalAmount = before.TotalAmount });
        foreach (var (index, row) in rows.Where(one => verdicts[one.Index].Message is null))
        {
            // A change of the order itself is the doing of its first row here.
            var fields = before is null ? "" : index == rows[0].Index && head.Length > 0 ? head : _added.Contains(index) ? "items" : "";
            var outcome = before is null ? Outcome.Created : fields.Length > 0 ? Outcome.Updated : Outcome.Unchanged;
            var note = row.PlacedAt is { } at && at != after.PlacedAt ? OtherTime : fields.Length > 0 ? fields : OtherId(_wanted, after.Id);
            verdicts[index] = new Verdict(outcome, after.Id, note, AmountOf(row)) { Version = after.Version };
        }
    }

    /// <summary>The order says no to all that its rows say of it.</summary>
    public void RefuseAll(string fault) => Refuse(rows, fault);

    /// <summary>A note on an order that could not keep the id which it brought along; null when it did, or brought none.</summary>
    public static string? OtherId(long wanted, long given) =>
        wanted == 0 || wanted == given ? null : $"id: {wanted} was an order's here before; this one has {given}.";

    /// <summary>What counts is the line as it is kept.</summary>
    private static long? AmountOf(OrderRow row) => row.IsLine ? (row.IsReturn ? -1 : 1) * Money.ToUnits(row.ToItem().LineTotal) : null;

    private string? CurrencyOf(OrderTerms terms) =>
        rows.Select(one => one.Row.Currency).FirstOrDefault(currency => currency is not null)
        ?? terms.Currency
        ?? rows.Select(one => one.Row.Product?.Currency).FirstOrDefault(currency => currency is not null);

    /// <summary>The order under what the rows say of it as a whole.</summary>
    private Order Head(Order before)
    {
        // A row of the other kind is refused, and says nothing of this order.
        var own = rows.Where(one => one.Row.IsReturn == before.Kind is OrderKind.Return).ToList();
        var customer = own.Select(one => one.Row.Customer).FirstOrDefault(found => found is not null);
        var name = own.Select(one => one.Row.CustomerName).FirstOrDefault(given => given is not null);
        return before with
        {
            Source = before.Source ?? key.Source,
            CustomerId = customer?.Id ?? before.CustomerId,
            CustomerName = name ?? (customer is null || customer.Id == before.CustomerId ? before.CustomerName : customer.Name),
            Status = own.Select(one => one.Row.Status).FirstOrDefault(given => given is not null) ?? before.Status,
            Reference = own.Select(one => one.Row.Reference).FirstOrDefault(given => given is not null) ?? before.Reference,
            ErpReference = own.Select(one => one.Row.ErpReference).FirstOrDefault(given => given is not null) ?? before.ErpReference,
            PlacedAt = own.Select(one => one.Row.PlacedAt).FirstOrDefault(given => given is not null) ?? before.PlacedAt,
            Custom = own.AsEnumerable().Reverse().Aggregate(before.Custom, static (known, one) => OrderRow.Laid(known, one.Row.Custom)),
        };
    }

    /// <summary>The rows that say nothing else of the order than it is; the others are refused.</summary>
    private IReadOnlyList<(int Index, OrderRow Row)> Fitting(Order order)
    {
        var fitting = new List<(int Index, OrderRow Row)>(rows.Count);
        foreach (var one in rows)
        {
            if (Fault(order, one.Row) is { } fault)
            {
                Refuse([one], fault);
            }
            else
            {
                fitting.Add(one);
            }
        }

        return fitting;
    }

    private string? Fault(Order order, OrderRow row)
    {
        var isOther = row.IsReturn != order.Kind is OrderKind.Return;
        return row switch
        {
            _ when isOther => $"kind: {Name(order)} is a {order.Kind}.",
            { Customer: { } customer } when customer.Id != order.CustomerId => $"customer: {Name(order)} is another customer's.",
            { Currency: { } currency } when !Same(currency, order.Currency) => $"currency: {Name(order)} is in {order.Currency}.",
            { Status: { } status } when !Same(status, order.Status) => $"status: {Name(order)} is {order.Status}.",
            { Reference: { } reference } when !Same(reference, order.Reference) => $"reference: {Name(order)} has another one.",
            { ErpReference: { } other } when !Same(other, order.ErpReference) => $"erpReference: {Name(order)} has another one.",
            _ when row.OtherCustom(order.Custom) is { } other => $"{other}: {Name(order)} has another one.",
            _ => null,
        };
    }

    private string Name(Order order) => order.Id == 0 ? $"Order {key.Id}" : $"Order {key.Id} ({order.Id})";

    private Order Extend(Order order, IReadOnlyList<(int Index, OrderRow Row)> more)
    {
        var items = new List<OrderItem>(order.Items);
        var total = order.TotalAmount;
        foreach (var one in more.Where(one => one.Row.IsLine))
        {
            var item = one.Row.ToItem();
            if (items.Count == OrderRules.ItemsMax || total + item.LineTotal > Money.TotalMax)
            {
                Refuse(
                    [one],
                    $"items: {Name(order)} would have more than {OrderRules.ItemsMax} lines, or come to more than {Money.TotalMax}.");
                continue;
            }

            items.Add(item);
            total += item.LineTotal;
            _added.Add(one.Index);
        }

        return order with { Items = items, TotalAmount = total };
    }

    /// <summary>Finds a line that the import has not met so far, exactly this one.</summary>
    private static bool Meet(Order order, BitArray met, OrderItem item)
    {
        for (var line = 0; line < order.Items.Count; line++)
        {
            if (!met[line] && order.Items[line] == item)
            {
                return met[line] = true;
            }
        }

        return false;
    }

    private void Refuse(IReadOnlyList<(int Index, OrderRow Row)> refused, string fault)
    {
        foreach (var (index, row) in refused)
        {
            verdicts[index] = new Verdict(Outcome.Refused, null, fault, row.Amount);
        }
    }

    private static bool Same(string? one, string? two) => string.Equals(one, two, StringComparison.Ordinal);
}
