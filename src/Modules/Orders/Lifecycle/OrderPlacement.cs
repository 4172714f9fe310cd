using System.Text.Json;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Orders;
using Lockstep.Orders.Records;
using Lockstep.Orders.Stock;
using Lockstep.Orders.Writer;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.Extensions.Options;

namespace Lockstep.Orders.Lifecycle;

/// <summary>Places orders, for whoever asks: people, clients, flows.</summary>
internal sealed class OrderPlacement(OrderDrafts drafts, OrderStock stock, OrderWriter orders, OpenOrders open)
{
    private const int TriesMax = 3;

    /// <summary>Not an answer to a client unless it goes on like that; never stored under an idempotency key.</summary>
    private static readonly Refusal GivenUp =
        new(RefusalCode.Unavailable, "The reservation was given up meanwhile; try again.", RetryAfter: TimeSpan.FromSeconds(1));

    /// <summary>
    /// 1. An operation id is drawn. 2. Inventory reserves all lines or none under it. 3. The order is committed together with that id. When
    /// we
    /// die behind 2, the stock is given back once nobody can commit under the id any more; the other order would sell what is not there.
    /// </summary>
    /// <param name="input">What is ordered.</param>
    /// <param name="work">Who orders; under the key of the work a repeat finds what was reserved for it.</param>
    /// <param name="request">What is asked for, in a form that is equal for equal requests.</param>
    /// <param name="commit">Commits what it is given, once for each key.</param>
    public async Task<Answer> RunAsync(
        OrderInput input, Work work, ReadOnlyMemory<byte> request, Func<Func<ITransaction, ValueTask<Answer>>, Task<Answer>> commit)
    {
        var (order, refusal) = await drafts.MakeAsync(input, null, work);
        if (order is null)
        {
            return refusal!;
        }

        var lines = order.Kind is OrderKind.Sale ? StockTask.AllOf(order) : [];

        // The lines too: an operation id stands for them, and a SKU may be another product's by the time of a repeat.
        var workId = work.WorkId(
            (byte[])[.. request.Span, .. JsonSerializer.SerializeToUtf8Bytes(lines, StockJson.Default.IReadOnlyListStockLine)]);
        Answer answer = GivenUp;
        for (var tries = 0; tries < TriesMax && ReferenceEquals(answer.Refusal, GivenUp); tries++)
        {
            var operation = stock.Draw(lines, order, work.Actor, workId);
            workId = null;
            if (operation.Lines.Count > 0 && await stock.ReserveAsync(operation, work.Ct) is { Outcome: not ReserveOutcome.Reserved } said)
            {
                if (said.Outcome is ReserveOutcome.Refused)
                {
                    return OrderStock.OutOfStock(order, said.Shortages);
                }

                continue;
            }

            answer = await commit(transaction => PlaceAsync(transaction, work, order, operation));
            if (operation.Lines.Count > 0 && answer.Refusal is not null && !ReferenceEquals(answer.Refusal, GivenUp))
            {
                // No order came of it, or it keeps what it has: an operation that an order stands under is not given up.
                await stock.TryGiveUpAsync(operation.Id);
            }
        }

        return answer;
    }

    private async ValueTask<Answer> PlaceAsync(ITransaction transaction, Work work, Order order, StockOperation operation)
    {
        if (await ReservationTable.IsTakenAsync(transaction, operation.Id))
        {
            return GivenUp;
        }

        if (await open.RefuseAsync(transaction, work, order) is { } tooMany)
        {
            return tooMany;
        }

        var placed = await orders.PlaceAsync(transaction, work, [(order, operation.Lines.Count > 0 ? operation.Id : null)]);
        return placed[0].ToCreated(static made => $"/api/orders/{made.Id}");
    }
}

/// <summary>
/// Bounds what a customer that orders for itself may hold: whatever is NEW keeps its units from everybody else. What the staff enter for it
/// is not bounded.
/// </summary>
internal sealed class OpenOrders(IOptions<OrdersOptions> options)
{
    private const string Open =
        """
        select count(*), cast(coalesce(sum((select sum(l.quantity) from order_lines l where l.order_id = o.id)), 0) as bigint)
        from orders o where o.customer_id = $1 and o.status = 'NEW' and o.kind = 'sale' and o.id <> $2
        """;

    /// <summary>A 409 when the order would be one too many, or have units too many; null when it may be.</summary>
    /// <param name="transaction">The write; two of one customer wait for each other.</param>
    /// <param name="work">Who orders.</param>
    /// <param name="wanted">The order as it would be; id 0 for a new one.</param>
    public async ValueTask<Refusal?> RefuseAsync(ITransaction transaction, Work work, Order wanted)
    {
        if (work.Only is not { } customer || wanted is not { Kind: OrderKind.Sale, Status: OrderStatus.New })
        {
            return null;
        }

        await transaction.LockAsync($"open orders of {customer}");
        var (count, units) = await transaction.FirstAsync(Open, static row => (row.Int64(0), row.Int64(1)), customer, wanted.Id);
        var limits = options.Value;
        return count >= limits.OpenOrdersMax
            ? new Refusal(
                RefusalCode.Conflict,
                $"You have {count} orders that are {OrderStatus.New}, which is the most; wait until one goes on, or cancel one.")
            : units + wanted.Items.Sum(static item => item.Quantity) > limits.OpenUnitsMax
                ? new Refusal(
                    RefusalCode.Conflict,
                        $"Your orders that are {OrderStatus.New} would have more than {limits.OpenUnitsMax} units together; "
                        + "order fewer, or ask the staff.",
                    "items", $"Would be more than {limits.OpenUnitsMax} units together with your other new orders.")
                : null;
    }
}
