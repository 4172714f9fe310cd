using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Stock;
using Lockstep.Orders.Writer;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Orders.Lifecycle;

/// <summary>
/// Brings an order into a state that was asked for, by PUT or PATCH. What it has more of than before is reserved before the commit, what it
/// has less of is given back behind it; in between it holds too much rather than too little.
/// </summary>
internal sealed class ChangeOrder(OrdersDatabase database, OrderDrafts drafts, OrderStock stock, OrderWriter orders, OpenOrders open)
{
    private const int TriesMax = 5;

    /// <summary>What the endpoints take in their query.</summary>
    public static readonly object[] Parameters =
    [
        new QueryParameter(
            "force", "true to take units out of an order that another system has taken over without asking it; needs orders:force-cancel")
        {
            Words = ["true", "false"],
        },
    ];

    private static readonly Refusal Busy = new(
        RefusalCode.Conflict, "Others change this order at the same time; read it again and repeat the change.",
        RetryAfter: TimeSpan.FromSeconds(1));

    /// <summary>Plans the change on the order as it is, and plans anew when somebody else was quicker.</summary>
    /// <param name="id">The order.</param>
    /// <param name="work">The work.</param>
    /// <param name="ask">What is asked for, of the order as it is; or what is wrong with that.</param>
    /// <param name="noted">What else is written in the commit of the change; null for nothing.</param>
    /// <param name="force">Whether the system that has the order is not asked: <c>true</c> or <c>false</c>; null for the latter.</param>
    public async Task<Answer> RunAsync(
        long id, Work work, Func<Order, (OrderInput? Input, Refusal? Refusal)> ask, Func<ITransaction, Order, ValueTask>? noted = null,
        string? force = null)
    {
        if (force is not (null or "true" or "false"))
        {
            return Refusal.Invalid("force", "Must be true or false.");
        }

        var terms = force is "true" ? new CancelTerms(IsForced: true) : null;
        if (terms is not null && work.RefuseUnless(Permissions.OrdersForceCancel) is { } lacking)
        {
            return lacking;
        }

        for (var tries = 0; tries < TriesMax; tries++)
        {
            var before = await database.Store.ReadAsync(reader => OrderRecord.Table.FindAsync(reader, id), work.Ct);
            if (before is null || !work.Reaches(before.CustomerId))
            {
                return Answer.NotFound(OrderRecord.Kind, id);
            }

            var (wanted, refusal) = await PlanAsync(before, work, ask);
            if (wanted is null)
            {
                return refusal!;
            }

            if (await TryAsync(before, wanted, work, terms, noted) is { } answer)
            {
                return answer;
            }
        }

        return Busy;
    }

    private async Task<(Order? Wanted, Refusal? Refusal)> PlanAsync(
        Order before, Work work, Func<Order, (OrderInput? Input, Refusal? Refusal)> ask)
    {
        if (work.RefuseStale(before.Version) is { } stale)
        {
            return (null, stale);
        }

        var (input, fault) = ask(before);
        var (wanted, problem) = input is null ? (null, fault) : await drafts.MakeAsync(input, before, work);
        problem ??= wanted is null ? null
            : OrderRules.Refuse(before, wanted) ?? (work.Only is null ? null : OrderRules.RefuseOwner(before, wanted));
        return problem is null ? (wanted, null) : (null, problem);
    }

    /// <summary>Null when the order is another one by now.</summary>
    private async Task<Answer?> TryAsync(
        Order before, Order wanted, Work work, CancelTerms? terms, Func<ITransaction, Order, ValueTask>? noted)
    {
        var more = before.Kind is OrderKind.Sale ? StockTask.Beyond(StockTask.Units(wanted), StockTask.Units(before)) : [];
        var operation = more.Count == 0 ? null : stock.Draw(more, before, work.Actor);
        if (operation is not null && await stock.ReserveAsync(operation, work.Ct) is { Outcome: ReserveOutcome.Refused } said)
        {
            return OrderStock.OutOfStock(wanted, said.Shortages);
        }

        var outcome = await database.Store.WriteAsync(
            transaction => CommitAsync(transaction, before, wanted, operation, work, terms, noted), work.Ct);
        if (operation is not null && outcome?.Order.Record is null)
        {
            await stock.GiveUpAsync(operation.Id, null, CancellationToken.None);
        }

        await stock.SettleAsync(outcome?.Task, CancellationToken.None);
        return outcome?.Answer;
    }

    private async ValueTask<OrderOutcome?> CommitAsync(
        ITransaction transaction, Order before, Order wanted, StockOperation? operation, Work work, CancelTerms? terms,
        Func<ITransaction, Order, ValueTask>? noted)
    {
        var current = await OrderRecord.Table.FindForUpdateAsync(transaction, before.Id);
        if (current?.Version != before.Version || (operation is not null && await ReservationTable.IsTakenAsync(transaction, operation.Id)))
        {
            return null;
        }

        // A flow knows its orders by other means, and carries the numbers of systems of its own.
        var isRenamed = noted is null && (before.ExternalId, before.Source) != (wanted.ExternalId, wanted.Source);
        if (isRenamed && await OrderWriter.RefuseTakenAsync(transaction, wanted.ExternalId, wanted.Source, before.Id) is { } taken)
        {
            return taken;
        }

        // Only what grows: nobody is kept from ordering less.
        if (operation is not null && await open.RefuseAsync(transaction, work, wanted) is { } tooMany)
        {
            return tooMany;
        }

        var outcome = await orders.ChangeAsync(transaction, work, before, wanted, terms: terms);
        if (operation is not null && outcome.Order.Record is not null)
        {
            await ReservationTable.InsertAsync(transaction, operation.Id, before.Id, database.Clock.GetUtcNow());
        }

        if (noted is not null && outcome.Order.Record is { } after)
        {
            await noted(transaction, after);
        }

        return outcome;
    }
}
