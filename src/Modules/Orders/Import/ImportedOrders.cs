using System.Collections;
using Lockstep.Contracts;
using Lockstep.Contracts.Orders;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Orders.Import;

/// <summary>Notes down under which keys an import made orders.</summary>
internal static class ImportedOrders
{
    /// <summary>Notes the keys of orders that were just made, in the order of the orders.</summary>
    /// <param name="transaction">The commit of the batch.</param>
    /// <param name="import">The import.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="made">The orders.</param>
    /// <param name="known">The keys that there are; what such a key of a new order stood for was deleted.</param>
    public static async ValueTask NoteAsync(
        ITransaction transaction, long import, IReadOnlyList<ExternalKey> keys, IReadOnlyList<Written<Order>> made,
        Dictionary<ExternalKey, OrderKey> known)
    {
        var fresh = new List<(ExternalKey, OrderKey)>(made.Count);
        foreach (var (written, key) in made.Zip(keys))
        {
            var lines = written.Record!.Items.Count;
            var entry = new OrderKey(written.Record.Id, import, MetLines.Bytes(new BitArray(lines, defaultValue: true), lines));
            if (known.ContainsKey(key))
            {
                await OrderKeys.UpdateAsync(transaction, key, entry);
            }
            else
            {
                fresh.Add((key, entry));
            }
        }

        await (fresh.Count == 0 ? ValueTask.CompletedTask : OrderKeys.InsertAsync(transaction, fresh));
    }
}
