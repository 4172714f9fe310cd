using Lockstep.Contracts.Customers;
using Lockstep.Crm.Customers;
using Lockstep.Imports;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Crm.Import;

/// <summary>
/// Some rows of an import of customers that are committed together: one look for all that is known, one insert per table for all that is
/// new.
/// Rows that have a key in common, or that change a customer, go one by one in their order.
/// </summary>
internal sealed class CustomerBatch(CustomerWriter customers, Work work, IReadOnlyList<CustomerRow> rows) : IReadyRows
{
    public async ValueTask<IReadOnlyList<Verdict>> WriteAsync(ITransaction transaction, bool isRepeat)
    {
        var upsert = new CustomerUpsert(customers, transaction, work, byContent: true);

        // Run again, the batch lost a race for some key: one by one its rows give way to whoever has it.
        var known = isRepeat ? null : await KnownRows.FindAsync(transaction, rows);
        var verdicts = new Verdict[rows.Count];
        var fresh = new List<int>();
        for (var index = 0; index < rows.Count; index++)
        {
            if (known?.IsNew(rows[index]) is true)
            {
                fresh.Add(index);
            }
            else
            {
                verdicts[index] = Verdict.Of(
                    known?.Foregone(rows[index]) ?? await upsert.WriteAsync(rows[index]), static customer => customer.Id);
            }
        }

        var made = await customers.CreateManyAsync(transaction, work, [.. fresh.Select(index => rows[index].Input)]);
        foreach (var (index, customer) in fresh.Zip(made))
        {
            verdicts[index] = new Verdict(Outcome.Created, customer.Id);
        }

        return verdicts;
    }

    public Task SettleAsync() => Task.CompletedTask;
}
