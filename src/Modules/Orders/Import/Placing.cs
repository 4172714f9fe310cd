using System.Text.Json.Nodes;
using Lockstep.Contracts;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Orders;
using Lockstep.Imports;
using Lockstep.Orders.Records;
using Lockstep.Runtime.Custom;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Orders.Import;

/// <summary>
/// The rows of a batch that are about one order to be placed: it is placed with all of them or not at all. Decides alone, and writes
/// nothing.
/// </summary>
/// <param name="key">The order.</param>
/// <param name="rows">Its rows, faulty ones too, with their places in the batch.</param>
internal sealed class Placing(ExternalKey key, IReadOnlyList<(int Index, OrderRow Row)> rows)
{
    private const string OtherRow = "Another row of this order is refused, and an order is placed whole.";
    private const string NoLine = "sku: Must be given, or product, which is the product's external id; each row is a line.";
    private readonly string?[] _faults = [.. rows.Select(one => one.Row.Fault ?? (one.Row.IsLine ? null : NoLine))];

    public ExternalKey Key => key;

    /// <summary>The order that the rows make, still without an id; null when they make none.</summary>
    public Order? Order { get; private set; }

    /// <summary>Under which operation its stock is reserved; null when none is.</summary>
    public StockOperation? Operation { get; set; }

    /// <summary>Whether the batch has made the order. If not, what was reserved for it is given back.</summary>
    public bool IsPlaced { get; set; }

    /// <summary>
    /// Makes the order as <c>POST /orders</c> would: one customer, one currency, the catalogue's prices or others for who may set them.
    /// </summary>
    public void Draft(OrderTerms terms, CustomCheck custom, bool mayOverride, DateTimeOffset now)
    {
        var first = Agreed();
        if (Array.Exists(_faults, static fault => fault is not null))
        {
            return;
        }

        var input = Input(first, terms);
        var (items, currency, refusal) = OrderRules.Check(input, now).ToRefusal() is { } invalid
            ? ([], "", invalid)
            : Price(input, terms, mayOverride);
        var (values, unfit) = custom.Read(first.Custom, null, isNew: true);
        if ((refusal ?? unfit) is { } fault)
        {
            Refuse(fault);
            return;
        }

        Order = new Order
        {
            Id = terms.IdOf(key),
            Kind = input.Kind!,
            ExternalId = key.Id,
            Source = key.Source,
            CustomerId = first.Customer?.Id,
            CustomerName = first.CustomerName ?? first.Customer?.Name,
            Status = OrderStatus.Parse(input.Status) ?? OrderStatus.New,
            Currency = currency,
            Items = items,
            TotalAmount = Money.Payable(items.Select(static item => item.LineTotal), currency),
            Reference = first.Reference,
            ErpReference = first.ErpReference,
            Custom = values,
            PlacedAt = first.PlacedAt ?? DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()),
            Version = 1,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    /// <summary>What the lines cost: today, or in the middle of an order's life what was agreed.</summary>
    private (IReadOnlyList<OrderItem> Items, string Currency, Refusal? Refusal) Price(OrderInput input, OrderTerms terms, bool mayOverride)
    {
        if (rows[0].Row.IsReturn && !mayOverride)
        {
            return ([], "", Refusal.Invalid("kind", "A return that names no sale needs the permission orders:override-price."));
        }

        if (!terms.IsInFlight)
        {
            var pricing = new Pricing(input, [.. rows.Select(one => one.Row.Product)], null, mayOverride);
            var (items, refusal) = pricing.Run();
            return (items, pricing.Currency, refusal);
        }

        var agreed = rows.Select(static one => one.Row.ToItem()).ToList();
        var problem = agreed.Sum(static item => item.LineTotal) > Money.TotalMax
            ? Refusal.Invalid("items", $"Come to more than {Money.TotalMax} in all.")
            : null;
        return (agreed, input.Currency ?? rows[0].Row.Product!.Currency, problem);
    }

    /// <summary>The order can't be placed: each line hears what is wrong with it.</summary>
    public void Refuse(Refusal refusal)
    {
        Order = null;
        for (var index = 0; index < rows.Count; index++)
        {
            var own = refusal.Errors?.Where(error => error.Key.StartsWith($"{OrderRules.Field(index)}.", StringComparison.Ordinal))
                .Select(error => $"{error.Key[(OrderRules.Field(index).Length + 1)..]}: {string.Join(' ', error.Value)}").ToList() ?? [];
            _faults[index] ??= own.Count > 0 ? string.Join(' ', own) : null;
        }

        // What is wrong with the order as a whole is told by its first row.
        if (Array.TrueForAll(_faults, static fault => fault is null))
        {
            var whole = refusal.Errors?.Select(error => $"{error.Key}: {string.Join(' ', error.Value)}");
            _faults[0] = whole is null ? refusal.Detail : string.Join(' ', whole);
        }
    }

    /// <summary>Notes down that the rows made an order.</summary>
    public void Place(Verdict[] verdicts, Order placed) =>
        Conclude(verdicts, placed, Outcome.Created, OrderGroup.OtherId(Order!.Id, placed.Id));

    /// <summary>Notes down what the rows say of the order that their key stands for already.</summary>
    public void Repeat(Verdict[] verdicts, Order order)
    {
        if (IsOf(order))
        {
            Conclude(verdicts, order, Outcome.Unchanged);
        }
        else
        {
            Refuse(
                verdicts,
                $"externalId: Order {key.Id} ({order.Id}) is there already, and these are not all of its lines; change the order itself.");
        }
    }

    /// <summary>
    /// Notes down why no order was made: by what was found wrong with the rows, else for a reason that all of them share.
    /// </summary>
    public void Refuse(Verdict[] verdicts, string? reason = null)
    {
        for (var index = 0; index < rows.Count; index++)
        {
            verdicts[rows[index].Index] = new Verdict(Outcome.Refused, null, _faults[index] ?? reason ?? OtherRow, rows[index].Row.Amount);
        }
    }

    /// <summary>What a client would send to have the same order.</summary>
    private OrderInput Input(Whole first, OrderTerms terms) => new()
    {
        Kind = rows[0].Row.IsReturn ? OrderKind.Return : OrderKind.Sale,
        ExternalId = key.Id,
        CustomerId = first.Customer?.Id,
        Currency = first.Currency ?? terms.Currency,
        Reference = first.Reference,
        PlacedAt = first.PlacedAt,
        Status = first.Status,
        ErpReference = first.ErpReference,
        Items =
        [
            .. rows.Select(one => new OrderItemInput
            {
                ProductId = one.Row.Product!.Id, Quantity = one.Row.Quantity, UnitPrice = one.Row.UnitPrice, Discount = one.Row.Discount,
            }),
        ],
    };

    private void Conclude(Verdict[] verdicts, Order order, Outcome outcome, string? note = null)
    {
        var sign = order.Kind is OrderKind.Return ? -1 : 1;
        for (var index = 0; index < rows.Count; index++)
        {
            verdicts[rows[index].Index] =
                new Verdict(outcome, order.Id, note, sign * Money.ToUnits(order.Items[index].LineTotal)) { Version = order.Version };
        }
    }

    /// <summary>Whether the order has just these lines, as far as the rows say.</summary>
    private bool IsOf(Order order) => order.Items.Count == rows.Count
        && rows[0].Row.IsReturn == order.Kind is OrderKind.Return
        && rows.Zip(order.Items).All(pair => pair.First.Row.Product?.Id == pair.Second.ProductId
            && pair.First.Row.Quantity == pair.Second.Quantity
            && (pair.First.Row.UnitPrice ?? pair.Second.UnitPrice) == pair.Second.UnitPrice
            && (pair.First.Row.Discount ?? pair.Second.Discount) == pair.Second.Discount);

    /// <summary>What the rows say of the order as a whole; a row that says something else than one before it is faulty.</summary>
    private Whole Agreed()
    {
        var whole = new Whole();
        for (var index = 0; index < rows.Count; index++)
        {
            var row = rows[index].Row;
            var differs = row switch
            {
                _ when row.IsReturn != rows[0].Row.IsReturn => "kind",
                { Customer: { } customer } when whole.Customer is { } known && known.Id != customer.Id => "customer",
                { CustomerName: { } name } when Differ(whole.CustomerName, name) => "customerName",
                { Currency: { } currency } when Differ(whole.Currency, currency) => "currency",
                { Reference: { } reference } when Differ(whole.Reference, reference) => "reference",
                { ErpReference: { } other } when Differ(whole.ErpReference, other) => "erpReference",
                { Status: { } status } when Differ(whole.Status, status) => "status",
                { PlacedAt: { } at } when (whole.PlacedAt ?? at) != at => "placedAt",
                { Custom: not null } => row.OtherCustom(OrderRow.Laid(row.Custom, whole.Custom)),
                _ => null,
            };
            _faults[index] ??= differs is null ? null : $"{differs}: A row of this order before it says something else.";
            whole = new Whole(
                whole.Customer ?? row.Customer, whole.CustomerName ?? row.CustomerName, whole.Currency ?? row.Currency,
                whole.Reference ?? row.Reference, whole.PlacedAt ?? row.PlacedAt, whole.ErpReference ?? row.ErpReference,
                whole.Status ?? row.Status, OrderRow.Laid(row.Custom, whole.Custom));
        }

        return whole;

        static bool Differ(string? before, string now) => before is not null && !string.Equals(before, now, StringComparison.Ordinal);
    }

    private sealed record Whole(
        Contracts.Customers.CustomerName? Customer = null, string? CustomerName = null, string? Currency = null, string? Reference = null,
        DateTimeOffset? PlacedAt = null, string? ErpReference = null, string? Status = null, JsonObject? Custom = null);
}
