using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Orders.Returns;

/// <summary>A sale, and what of it comes back already.</summary>
/// <param name="Sale">The sale.</param>
/// <param name="Back">Line by line the units that returns take back, those under way too.</param>
/// <param name="Refunded">What these returns come to.</param>
internal sealed record ReturnedSale(Order Sale, IReadOnlyList<long> Back, decimal Refunded)
{
    /// <summary>The sale as it is; null when there is none with this id.</summary>
    /// <param name="reader">The read.</param>
    /// <param name="saleId">The sale.</param>
    /// <param name="otherThan">The return that asks, which does not stand in its own way; 0 for a new one.</param>
    public static async ValueTask<ReturnedSale?> FindAsync(IReader reader, long saleId, long otherThan) =>
        await OrderRecord.Table.FindAsync(reader, saleId) is { } sale ? await CountAsync(reader, sale, otherThan) : null;

    /// <summary>
    /// Why a return may not take back what it says: more than was shipped and has not come back so far. Two returns of one sale wait for
    /// each other here.
    /// </summary>
    public static async ValueTask<Refusal?> RefuseAsync(ITransaction transaction, Order wanted)
    {
        if (wanted.ReturnOf is not { } saleId)
        {
            return null;
        }

        return await OrderRecord.Table.FindForUpdateAsync(transaction, saleId) is { } sale
            ? RefuseState(sale) ?? (await CountAsync(transaction, sale, wanted.Id)).Refuse(wanted)
            : new Refusal(RefusalCode.Conflict, $"Order {saleId} was deleted; nothing more of it comes back.");
    }

    /// <summary>Why nothing of an order can come back; null when something can.</summary>
    public static Refusal? RefuseState(Order sale) => sale switch
    {
        { Kind: not OrderKind.Sale } => Refusal.Invalid("returnOf", $"Order {sale.Id} is a return itself."),
        _ when !OrderStatus.IsShipped(sale.Status) => new Refusal(
            RefusalCode.Conflict, $"Order {sale.Id} is {sale.Status}; only what was shipped can come back.", "returnOf",
            $"Order {sale.Id} was not shipped."),
        _ => null,
    };

    /// <summary>How many units of a line can still come back.</summary>
    public long LeftOf(int index) => Sale.Items[index].Quantity - Back[index];

    /// <summary>Says how many of some lines were shipped and how many of them come back already.</summary>
    public string TooMany(IReadOnlyList<int> lines) =>
        $"Of order {Sale.Id}, {lines.Sum(line => Sale.Items[line].Quantity)} were shipped and {lines.Sum(line => Back[line])} come back "
        + $"already; {lines.Sum(LeftOf)} can still be returned.";

    /// <summary>Names the lines of which too much would come back.</summary>
    public static Refusal Conflict(Errors errors) => new(
        RefusalCode.Conflict, "More would come back than was shipped; see errors.", errors.ToDictionary());

    /// <summary>What a return pays back at most: what was paid, less what other returns paid back.</summary>
    public decimal Refundable => Math.Max(0, Sale.TotalAmount - Refunded);

    private Refusal? Refuse(Order wanted)
    {
        var errors = new Errors();
        foreach (var line in wanted.Items.Index().GroupBy(static one => (int)one.Item.ReturnLine!.Value - 1))
        {
            if (line.Sum(static one => one.Item.Quantity) > LeftOf(line.Key))
            {
                errors.Add($"{OrderRules.Field(line.First().Index)}.quantity", TooMany([line.Key]));
            }
        }

        if (wanted.TotalAmount > Refundable)
        {
            errors.Add("items", $"Come to {wanted.TotalAmount}; of what was paid, {Refundable} {Sale.Currency} is left to give back.");
        }

        return errors.None ? null : Conflict(errors);
    }

    private static async ValueTask<ReturnedSale> CountAsync(IReader reader, Order sale, long otherThan)
    {
        var back = new long[sale.Items.Count];
        foreach (var (line, units) in await reader.QueryAsync(
            """
            select l.return_line, l.quantity from orders o join order_lines l on l.order_id = o.id
            where o.return_of = $1 and o.id <> $2 and o.status <> 'CANCELLED'
            union all select line, quantity from returned_lines where order_id = $1
            """,
            static row => (row.Int64(0), row.Int64(1)), sale.Id, otherThan))
        {
            back[line - 1] += units;
        }

        var refunded = await reader.FirstAsync(
            "select cast(coalesce(sum(total), 0) as bigint) from orders where return_of = $1 and id <> $2 and status <> 'CANCELLED'",
            static row => row.Int64(0), sale.Id, otherThan);
        return new ReturnedSale(sale, back, Money.FromUnits(refunded));
    }
}

/// <summary>What came back under returns that are deleted: it counts for good.</summary>
internal static class ReturnedLines
{
    /// <summary>Keeps what a return took back that is about to go.</summary>
    public static async ValueTask KeepAsync(ITransaction transaction, Order gone)
    {
        if (gone is { ReturnOf: { } saleId, Status: OrderStatus.Completed })
        {
            await transaction.InsertManyAsync(
                "returned_lines", ["order_id", "line", "quantity"],
                [.. gone.Items.Select(item => new SqlValue[] { saleId, item.ReturnLine, item.Quantity })]);
        }
    }
}

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
