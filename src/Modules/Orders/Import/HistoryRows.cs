using System.Collections;
using Lockstep.Contracts.Orders;
using Lockstep.Imports;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Orders.Writer;
using Lockstep.Runtime.Custom;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Orders.Import;

/// <summary>
/// Rows of an import with <c>mode=history</c>: orders get in as they were, with their times and states; nothing is reserved and no stock
/// moves.
/// </summary>
internal sealed class HistoryRows(
    OrdersDatabase database, OrderWriter writer, long import, Work work, OrderTerms terms, CustomCheck custom,
    IReadOnlyList<OrderRow> rows) : IReadyRows
{
    public async ValueTask<IReadOnlyList<Verdict>> WriteAsync(ITransaction transaction, bool isRepeat)
    {
        var now = database.Clock.GetUtcNow();
        var verdicts = rows.Select(row => row.Fault is null ? default : new Verdict(Outcome.Refused, null, row.Fault, row.Amount))
            .ToArray();
        var groups = rows.Index()
            .Where(one => one.Item.Fault is null)
            .GroupBy(one => one.Item.FoldedKey!, one => (one.Index, one.Item))
            .Select(group => new OrderGroup(group.First().Item.Key!, [.. group], custom, verdicts))
            .ToList();
        await ExternalIdLocks.TakeAsync(transaction, OrderRecord.Kind, groups.Select(static group => group.Key.Id));
        var known = await OrderKeys.FindAsync(transaction, groups.Select(group => group.Key));
        await OrderRecord.Table.HoldAsync(transaction, known.Values.Select(static key => key.OrderId));
        var made = new List<(OrderGroup Group, Order Order)>();
        foreach (var group in groups)
        {
            var key = known.GetValueOrDefault(group.Key);
            if (key is not null && await OrderRecord.Table.FindForUpdateAsync(transaction, key.OrderId) is { } before)
            {
                await ChangeAsync(transaction, group, key, before);
            }
            else if (group.Make(terms, now) is { } order)
            {
                made.Add((group, order));
            }
        }

        var entered = await writer.EnterAsync(transaction, work, [.. made.Select(static one => one.Order)]);
        await ImportedOrders.NoteAsync(transaction, import, [.. made.Select(static one => one.Group.Key)], entered, known);
        foreach (var (order, one) in entered.Zip(made))
        {
            one.Group.Conclude(null, order.Record!);
        }

        return verdicts;
    }

    public Task SettleAsync() => Task.CompletedTask;

    private async ValueTask ChangeAsync(ITransaction transaction, OrderGroup group, OrderKey key, Order before)
    {
        var isFirst = key.ImportId != import;
        var met = isFirst ? new BitArray(before.Items.Count) : new BitArray(key.Met) { Length = before.Items.Count };
        if (group.Over(before, met, isFirst) is not { } after)
        {
            return;
        }

        var restated = await writer.RestateAsync(transaction, work, before, after);
        if (restated.Refusal is { } refusal)
        {
            group.RefuseAll(refusal.ToText());
            return;
        }

        after = restated.Record!;
        group.Conclude(before, after);
        await OrderKeys.UpdateAsync(transaction, group.Key, new OrderKey(after.Id, import, MetLines.Bytes(met, after.Items.Count)));
    }
}
