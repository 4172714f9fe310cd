using Lockstep.Contracts;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Customers;
using Lockstep.Imports;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Crm.Import;

/// <summary>
/// Takes imported customers back. One for whom there is anything, such as an order, a note or somebody who was merged into it, stays.
/// </summary>
internal sealed class CustomerUndo(
    CustomerWriter customers, IEnumerable<IRecordTies> ties, IEnumerable<ICustomerBelongings> belongings) : IImportUndo
{
    public IReadOnlyList<string> Needs => [];

    public async ValueTask<IReadyUndo> PrepareAsync(IReadOnlyList<TouchedRecord> records, long import, Work work) => new Ready(
        new RecordUndo<Customer, CustomerInput>(CustomerRecord.Table) { Remove = RemoveAsync, Restore = RestoreAsync },
        work, records,
        await TableTies.FindAsync(
            ties, CustomerRecord.Kind, [.. records.Where(static one => one.IsMade).Select(static one => one.Id)], work.Ct));

    private async ValueTask<UndoVerdict> RemoveAsync(ITransaction transaction, Work work, Customer customer)
    {
        foreach (var belonging in belongings)
        {
            if (await belonging.HasAnyAsync(transaction, customer.Id))
            {
                return UndoVerdict.Kept($"There is something of it: {belonging.Name}.");
            }
        }

        var merged = await transaction.FirstAsync(
            "select min(id) from customers where merged_into = $1", static row => row.Int64OrNull(0), customer.Id);
        if (merged is not null)
        {
            return UndoVerdict.Kept($"Customer {merged} was merged into it since.");
        }

        await customers.DeleteAsync(transaction, work, customer);
        return new UndoVerdict(UndoOutcome.Deleted);
    }

    private async ValueTask<UndoVerdict> RestoreAsync(ITransaction transaction, Work work, Customer customer, Customer before)
    {
        // An address that nobody ever proved finds nobody; written anew by the staff it would.
        if (before.EmailUnconfirmed is true && !CustomerRecord.IsSameEmail(customer.Email, before.Email))
        {
            return UndoVerdict.Kept("It had an e-mail that was never confirmed, which is not put back.");
        }

        var written = await customers.ChangeAsync(transaction, work, customer, CustomerRecord.Table.InputOf(before));
        return UndoVerdict.Of(UndoOutcome.Restored, written.Refusal);
    }

    private sealed class Ready(
        RecordUndo<Customer, CustomerInput> undo, Work work, IReadOnlyList<TouchedRecord> records, IReadOnlyDictionary<long, string> tied)
        : IReadyUndo
    {
        public ValueTask<IReadOnlyList<UndoVerdict>> WriteAsync(ITransaction transaction) =>
            undo.WriteAsync(transaction, work, records, tied);

        public Task SettleAsync() => Task.CompletedTask;
    }
}
