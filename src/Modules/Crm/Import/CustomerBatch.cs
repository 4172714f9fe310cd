using Lockstep.Contracts.Customers;
using Lockstep.Crm.Customers;
using Lockstep.Imports;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Crm.Import;

/// <summary>Some rows of an import of customers that are committed together.</summary>
internal sealed class CustomerBatch(CustomerWriter customers, Work work, IReadOnlyList<CustomerRow> rows) : IReadyRows
{
    public async ValueTask<IReadOnlyList<Verdict>> WriteAsync(ITransaction transaction, bool isRepeat)
    {
        var upsert = new CustomerUpsert(customers, transaction, work, byContent: true);
        var written = await CustomerRows.WriteAsync(
            transaction, work, customers, rows, isRepeat, async (known, row) => known?.Foregone(row) ?? await upsert.WriteAsync(row));
        return [.. written.Select(static one => Verdict.Of(one, static customer => customer.Id))];
    }

    public Task SettleAsync() => Task.CompletedTask;
}
