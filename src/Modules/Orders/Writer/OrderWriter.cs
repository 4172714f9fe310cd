using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Orders.Returns;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Stock;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Orders.Writer;

/// <summary>
/// The one writer of orders. Whatever door a change comes through (the API, a dialect, an import, an acknowledgement, a webhook, a flow),
/// here it is held against the life cycle, written with its history and event, and what it means for the stock is noted down, all in one
/// commit. It refuses before its first statement that writes, for what is answered is also committed.
/// </summary>
internal sealed partial class OrderWriter(OrdersDatabase database, OrderStock stock)
{
    /// <summary>The topic that is rung behind each commit with orders to be pulled.</summary>
    public const string NewOrders = "new-orders";

    /// <summary>
    /// Places orders: they are NEW, or come from another system in the middle of their lives, and what they still need is reserved.
    /// </summary>
    /// <param name="transaction">The write.</param>
    /// <param name="work">Who wants it.</param>
    /// <param name="wanted">The orders, and under which operation their stock is reserved; null when none is.</param>
    /// <exception cref="ArgumentException">The stock of an order that must hold some is not reserved.</exception>
    public async ValueTask<IReadOnlyList<Written<Order>>> PlaceAsync(
        ITransaction transaction, Work work, IReadOnlyList<(Order Order, string? Operation)> wanted)
    {
        if (wanted.Any(static one => one.Operation is null && OrderStatus.HoldsStock(one.Order.Kind, one.Order.Status)))
        {
            throw new ArgumentException("A sale that is NEW or PROCESSING has its stock reserved.", nameof(wanted));
        }

        // One at a time, as all come that name a sale: what one takes back is not there for the next.
        if (wanted is [var (single, _)] && await ReturnedSale.RefuseAsync(transaction, single) is { } beyond)
        {
            return [beyond];
        }

        var made = await InsertAsync(transaction, work, [.. wanted.Select(static one => one.Order)]);
        foreach (var (written, (_, operation)) in made.Zip(wanted))
        {
            if (operation is not null)
            {
                await ReservationTable.InsertAsync(transaction, operation, written.Record!.Id, database.Clock.GetUtcNow());
            }
        }

        // What came from elsewhere in the hands of the ERP stays in them: it is asked before such an order is cancelled.
        foreach (var order in made.Select(static one => one.Record!)
            .Where(static one => one is { Status: OrderStatus.Processing, ErpReference: not null }))
        {
            await OrderTable.NoteTakenAsync(transaction, order.Id, CancelTerms.MovedOver, order.ErpReference!);
        }

        if (made.Count > 0)
        {
            transaction.OnCommitted(() => database.Store.Signals.Ring(NewOrders));
        }

        return made;
    }

    /// <summary>
    /// A 409 when another order has the external id, in the same system, or where one of both names none: then it is that order which comes
    /// once more.
    /// </summary>
    /// <param name="transaction">The write. Two that ask for the same id wait for each other.</param>
    /// <param name="externalId">The external id; null for none.</param>
    /// <param name="source">The system that it comes from; null when nobody says.</param>
    /// <param name="otherThan">The order that is to have it; 0 for a new one.</param>
    public static async ValueTask<Refusal?> RefuseTakenAsync(
        ITransaction transaction, string? externalId, string? source, long otherThan = 0)
    {
        if (externalId is null)
        {
            return null;
        }

        await ExternalIdLocks.TakeAsync(transaction, OrderRecord.Kind, [externalId]);
        return await FindTakenAsync(transaction, externalId, source, otherThan);
    }

    /// <summary>The same without waiting for others: what is true at this moment.</summary>
    public static async ValueTask<Refusal?> FindTakenAsync(IReader reader, string? externalId, string? source, long otherThan = 0)
    {
        var holder = externalId is null ? 0 : await reader.FirstAsync(
            """
            select id from orders where external_key = $1 and id <> $2 and ($3 is null or source_key is null or source_key = $3)
            order by id limit 1
            """,
            static row => row.Int64(0), Keys.Fold(externalId), otherThan, Keys.Fold(source));
        return holder == 0 ? null : new Refusal(
            RefusalCode.Conflict, $"Order {holder} has this externalId already: /api/orders/{holder}.", "externalId",
            $"Is taken by order {holder}.");
    }

    /// <summary>
    /// Enters orders of the past as they were: nothing is reserved, and nothing that they may still become moves any stock.
    /// </summary>
    public ValueTask<IReadOnlyList<Written<Order>>> EnterAsync(ITransaction transaction, Work work, IReadOnlyList<Order> past) =>
        past.All(static order => OrderStatus.IsSettled(order.Kind, order.Status))
            ? InsertAsync(transaction, work, past)
            : throw new ArgumentException("An order of the past can't be in a state from which it would move stock.", nameof(past));

    /// <summary>Takes a step of the life cycle; the same status again changes nothing.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="work">Who wants it.</param>
    /// <param name="before">The order, held for this write.</param>
    /// <param name="status">Where it is to go.</param>
    /// <param name="otherwise">Why it is refused when the life cycle has no such step.</param>
    /// <param name="terms">In which words it is asked for.</param>
    public ValueTask<OrderOutcome> StepAsync(
        ITransaction transaction, Work work, Order before, string status, RefusalCode otherwise, CancelTerms? terms = null) =>
        ChangeAsync(transaction, work, before, before with { Status = status }, otherwise, terms);

    /// <summary>
    /// Brings an order into a new state; when nothing differs, nothing is written. What it has more of was reserved before.
    /// </summary>
    /// <param name="transaction">The write.</param>
    /// <param name="work">Who wants it.</param>
    /// <param name="before">The order, held for this write.</param>
    /// <param name="wanted">What it is to become.</param>
    /// <param name="otherwise">Why it is refused when the life cycle has no such step.</param>
    /// <param name="terms">In which words it is asked for.</param>
    public async ValueTask<OrderOutcome> ChangeAsync(
        ITransaction transaction, Work work, Order before, Order wanted, RefusalCode otherwise = RefusalCode.Invalid,
        CancelTerms? terms = null)
    {
        var (isCancel, isCut) = (wanted.Status is OrderStatus.Cancelled, !OrderLines.AreSame(before.Items, wanted.Items));
        wanted = await AgreedAsync(transaction, work, before, wanted, terms);
        var isAsked = (isCancel && wanted.Status is not OrderStatus.Cancelled) || (isCut && OrderLines.AreSame(before.Items, wanted.Items));
        if ((RefuseAnother(before, wanted) ?? RefuseStep(before, wanted.Status, otherwise)) is { } illegal)
        {
            return illegal;
        }

        var fields = OrderRules.Changed(before, wanted);
        if (fields.Length == 0)
        {
            return new OrderOutcome(new Written<Order>(before, OrderRecord.Table.ToJson(before), "")) { IsAsked = isAsked };
        }

        if (!OrderLines.AreSame(before.Items, wanted.Items) && await ReturnedSale.RefuseAsync(transaction, wanted) is { } beyond)
        {
            return beyond;
        }

        var (written, change) = await UpdateAsync(transaction, work, before, wanted, fields);
        if (Leaves(before, wanted))
        {
            await OrderTable.EndLeasesAsync(transaction, [before.Id], null, CancelTerms.TakerBy(work.Actor, wanted));
        }

        if (isAsked || wanted.Cancellation is Cancellations.Forced || wanted.Amendment is Cancellations.Forced)
        {
            transaction.OnCommitted(() => database.Store.Signals.Ring(NewOrders));
        }

        var task = await NoteAsync(transaction, work, before, written.Record!);
        await database.Log.AppendAsync<OrderChanged>(transaction, change);
        return new OrderOutcome(written, task) { IsAsked = isAsked };
    }

    /// <summary>
    /// Says more of an order of the past than is known so far: its lines, its state, its time. No stock moves, so of an order that has
    /// stock reserved, or had, nothing is said that way.
    /// </summary>
    public async ValueTask<Written<Order>> RestateAsync(ITransaction transaction, Work work, Order before, Order wanted)
    {
        if (!OrderStatus.IsSettled(before.Kind, before.Status))
        {
            return OrderRules.Live(before);
        }

        var fields = OrderRules.Changed(before, wanted);
        if (fields.Length == 0)
        {
            return new Written<Order>(before, [], "");
        }

        if (await OrderTable.HasMovedStockAsync(transaction, before))
        {
            return OrderRules.Live(before);
        }

        var (written, change) = await UpdateAsync(transaction, work, before, wanted, fields);
        await database.Log.AppendAsync<OrderChanged>(transaction, change);
        return written;
    }

    private async ValueTask<OrderOutcome> RemoveAsync(ITransaction transaction, Work work, Order order)
    {
        var now = database.Clock.GetUtcNow();
        await ReturnedLines.KeepAsync(transaction, order);
        await OrderTable.DeleteAsync(transaction, order, now);
        var task = OrderStatus.Effect(order.Kind, order.Status, OrderStatus.Cancelled) is { } step
            ? await stock.NoteAsync(transaction, order.Id, step, StockTask.AllOf(order), work.Actor)
            : null;
        await database.Log.AppendAsync<OrderDeleted>(transaction, OrderRecord.Table.Deleted(order, work, now));
        return new OrderOutcome(new Written<Order>(order, [], ""), task);
    }

    private static Refusal? RefuseStep(Order before, string status, RefusalCode otherwise) =>
        string.Equals(before.Status, status, StringComparison.Ordinal) || OrderStatus.IsLegal(before.Status, status)
            ? null
            : OrderRules.Illegal(before, status, otherwise);

    private static bool Leaves(Order before, Order after) => before.Status is OrderStatus.New && after.Status is not OrderStatus.New;

    private async ValueTask<IReadOnlyList<Written<Order>>> InsertAsync(ITransaction transaction, Work work, IReadOnlyList<Order> wanted)
    {
        if (wanted.Count == 0)
        {
            return [];
        }

        var now = database.Clock.GetUtcNow();
        var made = await OrderTable.InsertManyAsync(transaction, [.. wanted.Select(OrderRules.Plain).Select(order => Stamped(order, now))]);
        var changes = made.Select(order => (Order: order, Change: new RecordChange(
            OrderRecord.Kind, order.Id, 1, ChangeKind.Created, work.Actor, now, OrderRules.Changed(null, order),
            OrderRecord.Table.ToJson(order)))).ToList();
        await AppendAsync<OrderCreated>(transaction, [.. changes.Select(static one => one.Change)]);
        return [.. changes.Select(static one => new Written<Order>(one.Order, one.Change.Data!, one.Change.Fields) { IsNew = true })];
    }

    /// <summary>
    /// An order that was put together before the write is entered now; one of an import was created when it was placed. The stamp is taken
    /// in the write: see <see cref="IStore.SettledAsync"/>.
    /// </summary>
    private static Order Stamped(Order order, DateTimeOffset now) =>
        order with { CreatedAt = order.CreatedAt == order.UpdatedAt ? now : order.CreatedAt, UpdatedAt = now };

    private async ValueTask<(Written<Order> Written, RecordChange Change)> UpdateAsync(
        ITransaction transaction, Work work, Order before, Order wanted, string fields)
    {
        var after = OrderRules.Plain(wanted) with { Version = before.Version + 1, UpdatedAt = database.Clock.GetUtcNow() };
        await OrderTable.UpdateAsync(transaction, before, after);
        var change = OrderRecord.Table.Updated(after, work, fields);
        return (new Written<Order>(after, change.Data!, fields), change);
    }

    private ValueTask AppendAsync<TEvent>(ITransaction transaction, IReadOnlyList<RecordChange> changes)
        where TEvent : class => changes.Count == 1
        ? database.Log.AppendAsync<TEvent>(transaction, changes[0])
        : database.Log.AppendManyAsync<TEvent>(transaction, changes);

    /// <summary>What becomes of the stock: by the step, or of what the order has no more of.</summary>
    private async ValueTask<StockTask?> NoteAsync(ITransaction transaction, Work work, Order before, Order after)
    {
        if (OrderStatus.Effect(before.Kind, before.Status, after.Status) is { } step)
        {
            return await stock.NoteAsync(transaction, after.Id, step, StockTask.AllOf(after), work.Actor);
        }

        var less = before.Kind is OrderKind.Sale ? StockTask.Beyond(StockTask.Units(before), StockTask.Units(after)) : [];
        return less.Count == 0 ? null : await stock.NoteAsync(transaction, after.Id, StockStep.Release, less, work.Actor);
    }
}

/// <summary>What a change of an order came to, and what Inventory has to do behind the commit.</summary>
/// <param name="Order">The order by now, or why it is as it was.</param>
/// <param name="Task">See <see cref="OrderStock.SettleAsync"/>; null when there is nothing to do.</param>
internal sealed record OrderOutcome(Written<Order> Order, StockTask? Task = null)
{
    /// <summary>Whether a cancel or another change was asked of the system that has the order, which has yet to answer.</summary>
    public bool IsAsked { get; init; }

    /// <summary>
    /// The answer of a use case; what is only asked for is accepted, and the order goes on until it is answered.
    /// </summary>
    public Answer Answer => IsAsked
        ? Answer.Accepted(Order.Json, Order.Record!.Version)
        : Order.ToOk(static order => order.Version);

    /// <summary>A refusal: nothing was written.</summary>
    public static implicit operator OrderOutcome(Refusal refusal) => new((Written<Order>)refusal);
}
