using Lockstep.Contracts.Orders;
using Lockstep.Orders.Pulls;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Stock;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;

namespace Lockstep.Orders.Lifecycle;

/// <summary>What a change of an order came to: its answer, and what Inventory has to do behind the commit.</summary>
internal sealed record OrderOutcome(Answer Answer, StockTask? Task = null);

/// <summary>Commits a changed order together with its history, its event, and the note of what becomes of its stock.</summary>
internal static class OrderSteps
{
    /// <summary>Takes a step of the life cycle; the same status again changes nothing.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="before">The order, kept as it is for this write.</param>
    /// <param name="status">Where it is to go.</param>
    /// <param name="refusal">The status code for a step that the table does not have.</param>
    /// <param name="actor">Who wants it.</param>
    /// <param name="database">The database.</param>
    /// <param name="stock">Takes down what Inventory has to do.</param>
    public static ValueTask<OrderOutcome> StepAsync(
        ITransaction transaction, Order before, string status, int refusal, string actor, OrdersDatabase database, OrderStock stock)
    {
        if (string.Equals(status, before.Status, StringComparison.Ordinal))
        {
            return ValueTask.FromResult(new OrderOutcome(Answer.Ok(OrderTable.ToJson(before), before.Version)));
        }

        return OrderStatus.IsLegal(before.Status, status)
            ? CommitAsync(transaction, before, before with { Status = status }, actor, database, stock)
            : ValueTask.FromResult(new OrderOutcome(OrderRules.Illegal(before, status, refusal)));
    }

    /// <summary>Brings an order into a new state that the rules allow; when nothing differs, nothing is written.</summary>
    public static async ValueTask<OrderOutcome> CommitAsync(
        ITransaction transaction, Order before, Order wanted, string actor, OrdersDatabase database, OrderStock stock)
    {
        var fields = OrderRules.Changed(before, wanted);
        if (fields.Length == 0)
        {
            return new OrderOutcome(Answer.Ok(OrderTable.ToJson(before), before.Version));
        }

        var now = database.Clock.GetUtcNow();
        var after = wanted with { Version = before.Version + 1, UpdatedAt = now };
        await OrderTable.UpdateAsync(transaction, before, after);
        if (before.Status is OrderStatus.New && after.Status is not OrderStatus.New)
        {
            await PullTable.EndAsync(transaction, [after.Id], null);
        }

        var task = await NoteAsync(transaction, before, after, actor, stock);
        var json = OrderTable.ToJson(after);
        await database.Log.AppendAsync<OrderChanged>(transaction, new RecordChange(
            OrderTable.Kind, after.Id, after.Version, ChangeKind.Changed, actor, now, fields, json));
        return new OrderOutcome(Answer.Ok(json, after.Version), task);
    }

    /// <summary>What becomes of the stock: by the step, or of what the order has no more of. What it has more of was reserved before.</summary>
    private static async ValueTask<StockTask?> NoteAsync(
        ITransaction transaction, Order before, Order after, string actor, OrderStock stock)
    {
        if (OrderStatus.Effect(before.Kind, before.Status, after.Status) is { } step)
        {
            return await stock.NoteAsync(transaction, after.Id, step, StockTask.AllOf(after), actor);
        }

        var less = before.Kind is OrderKind.Sale ? StockTask.Beyond(StockTask.Units(before), StockTask.Units(after)) : [];
        return less.Count == 0 ? null : await stock.NoteAsync(transaction, after.Id, Contracts.Inventory.StockStep.Release, less, actor);
    }
}
