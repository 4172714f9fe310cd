using Lockstep.Contracts.Customers;
using Lockstep.Crm.Customers;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Crm.Import;

/// <summary>
/// Many rows in one commit: one look for all that is known, one insert per table for all that is new. Rows that have a key in common with
/// another row or with a customer go one by one in their order.
/// </summary>
internal static class CustomerRows
{
    /// <summary>What became of each row.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="work">Who wants it.</param>
    /// <param name="customers">The writer.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="isRepeat">
    /// Whether the write is run again: it lost a race for some key, and one by one its rows give way to whoever has it.
    /// </param>
    /// <param name="one">What becomes of a row that is not new, or may not be; what is known is null when nobody has looked.</param>
    public static async ValueTask<IReadOnlyList<Written<Customer>>> WriteAsync(
        ITransaction transaction, Work work, CustomerWriter customers, IReadOnlyList<CustomerRow> rows, bool isRepeat,
        Func<KnownRows?, CustomerRow, ValueTask<Written<Customer>>> one)
    {
        var looked = await KnownRows.FindAsync(transaction, rows);
        await CustomerRecord.Table.HoldAsync(transaction, looked.Ids);
        var known = isRepeat ? null : looked;
        var written = new Written<Customer>[rows.Count];
        var fresh = new List<int>();
        for (var index = 0; index < rows.Count; index++)
        {
            if (known?.IsNew(rows[index]) is true)
            {
                fresh.Add(index);
            }
            else
            {
                written[index] = await one(known, rows[index]);
            }
        }

        var made = await customers.CreateManyAsync(transaction, work, [.. fresh.Select(index => rows[index].Input)]);
        foreach (var (index, customer) in fresh.Zip(made))
        {
            written[index] = customer;
        }

        return written;
    }
}
