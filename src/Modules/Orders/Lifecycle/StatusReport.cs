using Lockstep.Orders.Records;
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
