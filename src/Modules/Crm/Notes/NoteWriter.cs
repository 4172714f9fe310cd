using System.Globalization;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.Extensions.Options;

namespace Lockstep.Crm.Notes;

/// <summary>The one writer of notes.</summary>
internal sealed class NoteWriter(CrmDatabase database, IOptions<NoteOptions> options) : ICustomerBelongings<CustomerNote>
{
    private static readonly RecordTable<CustomerNote, NoteInput> Table = NoteRecord.Table;

    public string Name => "notes";

    public async ValueTask<bool> HasAnyAsync(IReader reader, long customerId) => await reader.FirstAsync(
        "select 1 from customer_notes where customer_id = $1 limit 1", static row => row.Int64(0), customerId) == 1;

    public ValueTask<CustomerNote?> FindForUpdateAsync(ITransaction transaction, long id) => Table.FindForUpdateAsync(transaction, id);

    public long OwnerOf(CustomerNote one) => one.CustomerId;

    /// <summary>Writes a note about a customer, who is held for this write.</summary>
    public async ValueTask<Written<CustomerNote>> CreateAsync(ITransaction transaction, Work work, long customerId, NoteInput input)
    {
        if (Table.Check(input).ToRefusal() is { } invalid)
        {
            return invalid;
        }

        var count = await transaction.FirstAsync(
            "select count(*) from customer_notes where customer_id = $1", static row => row.Int64(0), customerId);
        if (count >= options.Value.CountMax)
        {
            return new Refusal(
                RefusalCode.Conflict,
                string.Create(CultureInfo.InvariantCulture,
                    $"Customer {customerId} has {count} notes, the most that are kept; delete some first."));
        }

        var note = await Table.TryInsertAsync(
            transaction, Table.New(input with { CustomerId = customerId, Author = work.Actor }, database.Clock.GetUtcNow()))
            ?? throw new UniqueViolationException(Table.Name);
        var change = Table.Created(note, work);
        await database.Log.AppendAsync<CustomerNoteCreated>(transaction, change);
        return new Written<CustomerNote>(note, change.Data!, change.Fields) { IsNew = true };
    }

    /// <summary>Gives a note to another customer.</summary>
    public async ValueTask GiveAsync(ITransaction transaction, Work work, CustomerNote one, long customerId)
    {
        var after = one with { CustomerId = customerId, Version = one.Version + 1, UpdatedAt = database.Clock.GetUtcNow() };
        await Table.UpdateAsync(transaction, one, after);
        await database.Log.AppendAsync<CustomerNoteChanged>(transaction, Table.Updated(after, work, Table.Changed(one, after)));
    }

    /// <summary>Deletes a note.</summary>
    public async ValueTask DeleteAsync(ITransaction transaction, Work work, CustomerNote one)
    {
        var now = database.Clock.GetUtcNow();
        await Table.DeleteAsync(transaction, one, now);
        await database.Log.AppendAsync<CustomerNoteDeleted>(transaction, Table.Deleted(one, work, now));
    }

    public async ValueTask DeleteAllAsync(ITransaction transaction, Work work, long customerId)
    {
        foreach (var note in await transaction.QueryAsync(
            $"select {Table.Columns} from customer_notes where customer_id = $1 order by id", Table.Read, customerId))
        {
            await DeleteAsync(transaction, work, note);
        }
    }
}
