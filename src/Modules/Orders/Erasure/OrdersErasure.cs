using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Webhooks;
using Lockstep.Orders.Writer;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Orders.Erasure;

/// <summary>Takes a customer's name out of orders, their histories, and the calls of outside systems about them; the orders stay.</summary>
internal sealed class OrdersErasure(OrdersDatabase database, OrderWriter orders, IAuditTrail trail) : IErasurePart
{
    private const int PageRows = 500;

    public string Name => OrderRecord.Table.Name;

    public async Task<long> EraseAsync(long customerId, string actor, CancellationToken ct)
    {
        var work = Work.Of(actor, ct);
        var own = await HistoryErasure.EraseOwnAsync(
            database.Store, trail, OrderRecord.Kind, customerId, actor,
            async (transaction, id) =>
            {
                if (await OrderRecord.Table.FindForUpdateAsync(transaction, id) is not { } before)
                {
                    return false;
                }

                // Of an order that is somebody else's by now only the history speaks of this customer.
                if (before.CustomerId is { } owner && owner != customerId)
                {
                    return true;
                }

                // No line changes, so nothing is left for the stock to do. Custom values may say anything of a person.
                await orders.ChangeAsync(transaction, work, before, before with { CustomerName = HistoryErasure.Erased, Custom = null });
                return true;
            },
            ct);
        await EraseWebhooksAsync(new PersonCalls(customerId), own.ToHashSet(), ct);
        return own.Count;
    }

    /// <summary>What an outside system says may hold anything; a repeat of such a call is judged anew.</summary>
    private async Task EraseWebhooksAsync(PersonCalls calls, HashSet<long> own, CancellationToken ct)
    {
        IReadOnlyList<AnsweredWebhook> page;
        long last = 0;
        do
        {
            page = await database.Store.ReadAsync(reader => WebhookTable.PageAsync(reader, last, PageRows), ct);
            var about = page.Where(call => calls.Has(call, own)).Select(static call => call.Id).ToList();
            if (about.Count > 0)
            {
                await database.Store.WriteAsync(transaction => WebhookTable.ForgetAllAsync(transaction, SqlValue.List(about)), ct);
            }

            last = page.Count > 0 ? page[^1].Id : last;
        }
        while (page.Count == PageRows);
    }
}
