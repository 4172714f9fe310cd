using Lockstep.Orders.Records;
using Lockstep.Orders.Stock;
using Lockstep.Orders.Writer;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Orders.Lifecycle;

/// <summary>What an outside system says of an order; by a webhook, or through a flow.</summary>
internal sealed record StatusReport
{
    /// <summary>Required.</summary>
    public long? OrderId { get; init; }

    /// <summary>Required; a step of the life cycle, in any case.</summary>
    public string? Status { get; init; }

    /// <summary>What that system calls the order, its <c>erpReference</c>; the order keeps the one that it has when left out.</summary>
    public string? Reference { get; init; }

    /// <summary>What is wrong with it by itself.</summary>
    public Errors Check()
    {
        var errors = new Errors();
        TextRules.Check(errors, "reference", Reference, OrderRules.ReferenceMax);
        if (OrderId is null)
        {
            errors.Add("orderId", "Must be the id of an order.");
        }

        if (OrderStatus.Parse(Status) is null)
        {
            errors.Add("status", $"Must be one of {string.Join(", ", OrderStatus.All)}.");
        }

        return errors;
    }

    /// <summary>
    /// Moves the order along to where the other system has it by now, through the steps between, for who is asked now and then has not seen
    /// each of them. What the order has behind it is no news; NEW is, for then the other system has let go of it.
    /// </summary>
    public async ValueTask<OrderOutcome> LeadAsync(ITransaction transaction, Work work, OrderWriter orders)
    {
        if (Check().ToRefusal() is not null
            || await OrderRecord.Table.FindForUpdateAsync(transaction, OrderId!.Value) is not { } order)
        {
            return await ApplyAsync(transaction, work, orders);
        }

        var wanted = OrderStatus.Parse(Status)!;
        var isBehind = wanted is not OrderStatus.New && order.Status is not OrderStatus.Cancelled
            && Way(wanted, order.Status) is { Count: > 0 };
        var task = (StockTask?)null;
        foreach (var status in isBehind ? [] : (Way(order.Status, wanted) ?? []).SkipLast(1))
        {
            var step = await (this with { Status = status }).ApplyAsync(transaction, work, orders);
            if (step.Order.Refusal is not null)
            {
                return step;
            }

            // Of all steps of a life one alone moves stock.
            task ??= step.Task;
        }

        var last = await (isBehind ? this with { Status = order.Status } : this).ApplyAsync(transaction, work, orders);
        return last with { Task = last.Task ?? task };
    }

    /// <summary>The legal steps from a status to another, the last one included; null when there is no way.</summary>
    private static List<string>? Way(string from, string to)
    {
        if (string.Equals(from, to, StringComparison.Ordinal))
        {
            return [];
        }

        return OrderStatus.Next(from).Select(next => Way(next, to) is { } rest ? (List<string>?)[next, .. rest] : null)
            .OfType<List<string>>().MinBy(static way => way.Count);
    }

    /// <summary>Moves the order along; the same status again changes nothing but the reference.</summary>
    public async ValueTask<OrderOutcome> ApplyAsync(ITransaction transaction, Work work, OrderWriter orders)
    {
        if (Check().ToRefusal() is { } refusal)
        {
            return refusal;
        }

        return await OrderRecord.Table.FindForUpdateAsync(transaction, OrderId!.Value) is { } before
            ? await orders.ChangeAsync(
                transaction, work, before,
                before with { Status = OrderStatus.Parse(Status)!, ErpReference = Reference ?? before.ErpReference })
            : Refusal.NotFound(OrderRecord.Kind, OrderId.Value);
    }
}
