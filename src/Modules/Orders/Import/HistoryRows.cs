using System.Collections;
using Lockstep.Contracts.Orders;
using Lockstep.Imports;
using Lockstep.Orders.Records;
using Lockstep.Orders.Schema;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;

namespace Lockstep.Orders.Import;

/// <summary>
/// Rows of an import with <c>mode=history</c>: orders get in as they were, with their times and states; nothing is reserved and no stock moves.
/// </summary>
internal sealed class HistoryRows(
    OrdersDatabase database, long import, string actor, OrderTerms terms, IReadOnlyList<OrderRow> rows) : IReadyRows
{
    public async ValueTask<IReadOnlyList<Verdict>> WriteAsync(ITransaction transaction, bool isRepeat)
    {
        var now = database.Clock.GetUtcNow();
        var verdicts = rows.Select(row => row.Fault is null ? default : new Verdict(Outcome.Refused, null, row.Fault, row.Amount)).ToArray();
        var groups = rows.Index().Where(one => one.Item.Fault is null).GroupBy(one => one.Item.Key!, one => (one.Index, one.Item))
            .Select(group => new OrderGroup(group.Key, [.. group], verdicts)).ToList();
        var known = await OrderKeys.FindAsync(transaction, groups.Select(group => group.Key));
        var made = new List<(OrderGroup Group, Order Order)>();
        foreach (var group in groups)
        {
            var key = known.GetValueOrDefault(group.Key);
            if (key is not null && await OrderTable.FindForUpdateAsync(transaction, key.OrderId) is { } before)
            {
                await ChangeAsync(transaction, group, key, before, now);
            }
            else if (group.Make(terms, now) is { } order)
            {
                made.Add((group, order));
            }
        }

        var orders = await NewOrders.AddAsync(transaction, database, import, actor, [.. made.Select(one => (one.Group.Key, one.Order))], known, now);
        foreach (var (order, one) in orders.Zip(made))
        {
            one.Group.Conclude(null, order);
        }

        return verdicts;
    }

    public Task SettleAsync() => Task.CompletedTask;

    private async ValueTask ChangeAsync(ITransaction transaction, OrderGroup group, OrderKey key, Order before, DateTimeOffset now)
    {
        var isFirst = key.ImportId != import;
        var met = isFirst ? new BitArray(before.Items.Count) : new BitArray(key.Met) { Length = before.Items.Count };
        var after = group.Over(before, met, isFirst);
        var fields = OrderRules.Changed(before, after);
        if (fields.Length > 0)
        {
            after = after with { Version = before.Version + 1, UpdatedAt = now };
            await OrderTable.UpdateAsync(transaction, before, after);
            await database.Log.AppendAsync<OrderChanged>(transaction, new RecordChange(
                OrderTable.Kind, after.Id, after.Version, ChangeKind.Changed, actor, now, fields, OrderTable.ToJson(after)));
        }

        group.Conclude(before, after);
        await OrderKeys.UpdateAsync(transaction, group.Key, new OrderKey(after.Id, import, MetLines.Bytes(met, after.Items.Count)));
    }
}
