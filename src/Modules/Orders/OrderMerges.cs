using Lockstep.Contracts.Customers;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Writer;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Orders;

/// <summary>
/// The orders of a customer that was merged into another. They keep the name that was written on them when they were placed.
/// </summary>
internal sealed class OrderMerges(OrdersDatabase database, OrderWriter orders) : IMergePart
{
    private readonly MergeMoves _moves = new(
        database, OrderRecord.Kind, OrderRecord.Table.Name,
        (transaction, id, from, to, actor) => GiveAsync(orders, transaction, id, from, to, actor));

    public string Name => OrderRecord.Table.Name;

    public Task<MergeProgress> FollowAsync(CustomerMerge merge, CancellationToken ct) => _moves.FollowAsync(merge, ct);

    public Task<MergeProgress> RestoreAsync(CustomerMerge merge, CancellationToken ct) => _moves.RestoreAsync(merge, ct);

    private static async ValueTask GiveAsync(OrderWriter orders, ITransaction transaction, long id, long from, long to, string actor)
    {
        if (await OrderRecord.Table.FindForUpdateAsync(transaction, id) is { } before && before.CustomerId == from)
        {
            var work = Work.Of(actor, CancellationToken.None);
            var outcome = await orders.ChangeAsync(transaction, work, before, before with { CustomerId = to });
            if (outcome.Order.Refusal is { } refusal)
            {
                throw new InvalidOperationException($"Order {id} can't be given to customer {to}: {refusal.ToText()}");
            }
        }
    }
}
