using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Orders.Writer;

/// <content>Orders that other systems take over, and what becomes of them in those hands.</content>
internal sealed partial class OrderWriter
{
    /// <summary>
    /// Takes orders out of NEW for a consumer that acknowledged them, in few round trips. No step out of NEW that an acknowledgement can
    /// mean moves
    /// any stock.
    /// </summary>
    /// <param name="transaction">The write.</param>
    /// <param name="work">Who wants it.</param>
    /// <param name="taken">
    /// The orders, held for this write, and what the consumer calls them; null for what they are called already.
    /// </param>
    /// <param name="consumer">In whose hands they are from now on.</param>
    /// <returns>The orders by now, in their order.</returns>
    public async ValueTask<IReadOnlyList<Order>> TakeAsync(
        ITransaction transaction, Work work, IReadOnlyList<(Order Before, string? Reference)> taken, string consumer)
    {
        var (orders, changes) = (new List<Order>(taken.Count), new List<RecordChange>(taken.Count));
        foreach (var (before, reference) in taken)
        {
            var wanted = before with { Status = OrderStatus.Processing, ErpReference = reference ?? before.ErpReference };
            if (RefuseStep(before, wanted.Status, RefusalCode.Conflict) is { } illegal)
            {
                throw new ArgumentException(illegal.Detail, nameof(taken));
            }

            var (written, change) = await UpdateAsync(transaction, work, before, wanted, OrderRules.Changed(before, wanted));
            orders.Add(written.Record!);
            changes.Add(change);
        }

        if (orders.Count > 0)
        {
            await OrderTable.EndLeasesAsync(transaction, orders.Select(static order => order.Id), consumer);
            await AppendAsync<OrderChanged>(transaction, changes);
        }

        return orders;
    }

    /// <summary>
    /// The system that has the order answers the change that it read. Were another one asked for meanwhile, it would agree to what it never
    /// saw.
    /// </summary>
    private static Refusal? RefuseAnother(Order before, Order wanted) =>
        before is { Amendment: Cancellations.Requested, AmendedItems: { } asked }
            && wanted is { Amendment: Cancellations.Requested, AmendedItems: { } other } && !OrderLines.AreSame(asked, other)
            ? new Refusal(
                RefusalCode.Conflict,
                $"Another change of order {before.Id} is asked for already; wait until the system that has it answers, or force this one.")
            : null;

    /// <summary>What a step, or a change of what was ordered, comes to when another system has the order.</summary>
    private static async ValueTask<Order> AgreedAsync(
        ITransaction transaction, Work work, Order before, Order wanted, CancelTerms? terms)
    {
        var (isStep, isCut) = (Cancellations.Concerns(before, wanted), Amendments.Concerns(before, wanted));
        if ((!isStep && !isCut) || await OrderTable.TakerAsync(transaction, before.Id) is not { } taker)
        {
            return wanted;
        }

        var known = (terms ?? new CancelTerms()).Of(work.Actor, taker);
        var decided = isStep ? Cancellations.Decide(before, wanted, known, work.Actor) : wanted;
        return isCut ? Amendments.Decide(before, decided, known) : decided;
    }
}
