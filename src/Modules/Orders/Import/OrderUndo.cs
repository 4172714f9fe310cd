using Lockstep.Contracts;
using Lockstep.Contracts.Orders;
using Lockstep.Imports;
using Lockstep.Orders.Records;
using Lockstep.Orders.Stock;
using Lockstep.Orders.Writer;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Orders.Import;

/// <summary>
/// Takes imported orders back: those of the past go, those that were placed are cancelled as the life cycle has it. One to which a return
/// or a ticket belongs stays.
/// </summary>
internal sealed class OrderUndo(OrderWriter orders, OrderStock stock, IEnumerable<IRecordTies> ties) : IImportUndo
{
    public IReadOnlyList<string> Needs => [];

    public async ValueTask<IReadyUndo> PrepareAsync(IReadOnlyList<TouchedRecord> records, long import, Work work) => new Ready(
        orders, stock, work, records,
        await TableTies.FindAsync(
            ties, OrderRecord.Kind, [.. records.Where(static one => one.IsMade).Select(static one => one.Id)], work.Ct));

    private sealed class Ready(
        OrderWriter orders, OrderStock stock, Work work, IReadOnlyList<TouchedRecord> records, IReadOnlyDictionary<long, string> tied)
        : IReadyUndo
    {
        private readonly List<StockTask> _tasks = [];

        public ValueTask<IReadOnlyList<UndoVerdict>> WriteAsync(ITransaction transaction)
        {
            _tasks.Clear();
            var undo = new RecordUndo<Order, OrderHead>(OrderRecord.Table) { Remove = RemoveAsync, Restore = RestoreAsync };
            return undo.WriteAsync(transaction, work, records, tied);
        }

        public async Task SettleAsync()
        {
            foreach (var task in _tasks)
            {
                await stock.SettleAsync(task, CancellationToken.None);
            }
        }

        private async ValueTask<UndoVerdict> RemoveAsync(ITransaction transaction, Work _, Order order)
        {
            if (await ReturnedAsync(transaction, order) is { } returned)
            {
                return UndoVerdict.Kept(returned);
            }

            var outcome = await orders.WithdrawAsync(transaction, work, order);
            if (outcome.Order.Refusal is { } refusal)
            {
                return UndoVerdict.Kept(refusal.ToText());
            }

            if (outcome.Task is { } task)
            {
                _tasks.Add(task);
            }

            return new UndoVerdict(outcome.Order.Record!.Version == order.Version ? UndoOutcome.Deleted : UndoOutcome.Cancelled);
        }

        /// <summary>A return may name any of the lines.</summary>
        private async ValueTask<UndoVerdict> RestoreAsync(ITransaction transaction, Work _, Order order, Order before) =>
            await ReturnedAsync(transaction, order) is { } returned
                ? UndoVerdict.Kept(returned)
                : UndoVerdict.Of(UndoOutcome.Restored, (await orders.RestateAsync(transaction, work, order, before)).Refusal);

        private static async ValueTask<string?> ReturnedAsync(IReader reader, Order order) => await reader.FirstAsync(
            "select min(id) from orders where return_of = $1", static row => row.Int64OrNull(0), order.Id) is { } id
            ? $"There is something of it: order {id}, a return."
            : null;
    }
}
