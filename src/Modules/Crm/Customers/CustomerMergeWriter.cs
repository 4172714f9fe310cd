using Lockstep.Contracts.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Crm.Customers;

/// <summary>Two customers become one, and two again.</summary>
/// <remarks>
/// The row of the one that is gone stays and leads to the other (<c>merged_into</c>). It holds nothing but the keys that the other one does
/// not have itself: so the indexes that keep keys unique keep everybody from making the person again, and whoever looks by them finds the
/// one that is left.
/// </remarks>
internal sealed class CustomerMergeWriter(CrmDatabase database)
{
    private static readonly RecordTable<Customer, CustomerInput> Table = CustomerRecord.Table;

    /// <summary>Makes one customer of two; both are held for this write.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="work">Who wants it.</param>
    /// <param name="survivor">The one that is left.</param>
    /// <param name="loser">The one that is gone.</param>
    /// <param name="input">What is said of the one that is left from now on; it was checked.</param>
    /// <returns>The customer that is left, and what an undo needs.</returns>
    public async ValueTask<MergedPair> MergeAsync(ITransaction transaction, Work work, Customer survivor, Customer loser,
        CustomerInput input)
    {
        var now = database.Clock.GetUtcNow();
        var lead = LeadTo(survivor.Id, loser) with { Version = loser.Version + 1, UpdatedAt = now };
        await Table.UpdateAsync(transaction, loser, lead);
        var after = Table.Next(survivor, input, now);
        var fields = Table.Changed(survivor, after);
        if (fields.Length == 0)
        {
            after = survivor;
        }
        else
        {
            await Table.UpdateAsync(transaction, survivor, after);
            await database.Log.AppendAsync<CustomerChanged>(transaction, Table.Updated(after, work, fields));
        }

        await Table.UpdateAsync(transaction, lead, WithKeys(lead, after, survivor, loser));
        var repointed = await transaction.QueryAsync(
            "select id from customers where merged_into = $1 order by id", static row => row.Int64(0), loser.Id);
        await transaction.SendAsync("update customers set merged_into = $2 where merged_into = $1 or id = $1", loser.Id, survivor.Id);
        await transaction.SendAsync(
            "insert into tombstones (kind, record_id, version, deleted_at) values ($1, $2, $3, $4)",
            CustomerRecord.Kind, loser.Id, lead.Version, now);
        await Counters.AddAsync(transaction, Table.Name, -1);
        await database.Log.AppendAsync<CustomerMerged>(transaction, new RecordChange(
            CustomerRecord.Kind, loser.Id, lead.Version, ChangeKind.Deleted, work.Actor, now, "mergedInto",
            Table.ToJson(loser with { MergedInto = survivor.Id, Version = lead.Version, UpdatedAt = now })));
        return new MergedPair(loser, survivor, after, repointed);
    }

    /// <summary>
    /// Brings the one back that is gone, with its keys as far as nobody has got them since, and takes back what the other one got by the
    /// merge and still has.
    /// </summary>
    /// <param name="transaction">The write.</param>
    /// <param name="work">Who wants it.</param>
    /// <param name="lead">The row of the one that is gone, held for this write.</param>
    /// <param name="survivor">The other one, held too; null when it was deleted since.</param>
    /// <param name="pair">What the merge did.</param>
    public async ValueTask UnmergeAsync(ITransaction transaction, Work work, Customer lead, Customer? survivor, MergedPair pair)
    {
        if (survivor is not null)
        {
            await TakeBackAsync(transaction, work, survivor, pair);
        }

        // First without keys, so that those which are found are somebody else's.
        var before = lead with { ExternalId = null, Source = null, Email = null };
        await Table.UpdateAsync(transaction, lead, before);
        var input = await FreeKeysAsync(transaction, Table.InputOf(pair.Loser), lead.Id, pair.Loser.EmailUnconfirmed is null);
        var now = database.Clock.GetUtcNow();
        var back = Table.Next(before, input, now) with { EmailUnconfirmed = input.Email is null ? null : pair.Loser.EmailUnconfirmed };
        await Table.UpdateAsync(transaction, before, back);
        await transaction.SendAsync("update customers set merged_into = null where id = $1", lead.Id);
        await transaction.SendAsync(
            $"update customers set merged_into = $1 where merged_into = $2 and {transaction.Dialect.InIntegers("id", "$3")}",
            lead.Id, lead.MergedInto, SqlValue.List(pair.Repointed));
        await transaction.SendAsync("delete from tombstones where kind = $1 and record_id = $2", CustomerRecord.Kind, lead.Id);
        await Counters.AddAsync(transaction, Table.Name, 1);
        // A change and not a new record: flows for new ones, such as that of welcome packages, had it before.
        await database.Log.AppendAsync<CustomerUnmerged>(transaction, Table.Updated(back, work, Table.Changed(null, back)));
    }

    private async ValueTask TakeBackAsync(ITransaction transaction, Work work, Customer survivor, MergedPair pair)
    {
        var isConfirmed = pair.Before.EmailUnconfirmed is null;
        var input = await FreeKeysAsync(transaction, Table.Undone(survivor, pair.Before, pair.After), survivor.Id, isConfirmed);
        var after = Table.Next(survivor, input, database.Clock.GetUtcNow());
        if (CustomerRecord.IsSameEmail(after.Email, pair.Before.Email))
        {
            after = after with { EmailUnconfirmed = pair.Before.EmailUnconfirmed };
        }

        if (Table.Changed(survivor, after) is { Length: > 0 } fields)
        {
            await CustomerWriter.ReleaseAsync(transaction, survivor, after);
            await Table.UpdateAsync(transaction, survivor, after);
            await database.Log.AppendAsync<CustomerChanged>(transaction, Table.Updated(after, work, fields));
        }
    }

    /// <summary>An input without the keys that another customer has got meanwhile.</summary>
    private static async ValueTask<CustomerInput> FreeKeysAsync(IReader reader, CustomerInput input, long id, bool withEmail)
    {
        if (await CustomerWriter.FindHolderAsync(reader, new CustomerInput { ExternalId = input.ExternalId, Source = input.Source },
            id) is not null)
        {
            input = input with { ExternalId = null, Source = null };
        }

        return withEmail && await CustomerWriter.FindHolderAsync(reader, new CustomerInput { Email = input.Email }, id) is not null
            ? input with { Email = null }
            : input;
    }

    /// <summary>What is left of a customer that leads to another.</summary>
    private static Customer LeadTo(long other, Customer loser) => loser with
    {
        ExternalId = null, Source = null, Organisation = null, Name = "", Email = null, EmailUnconfirmed = null, Phone = null,
            Address = null,
        Custom = null,
        MergedInto = other,
    };

    /// <summary>The keys of the two that the one which is left does not have itself.</summary>
    private static Customer WithKeys(Customer lead, Customer after, Customer survivor, Customer loser)
    {
        var key = new[] { loser, survivor }.FirstOrDefault(one => one.ExternalId is not null && !CustomerWriter.HasKeyOf(one, after));
        var email = new[] { loser, survivor }.FirstOrDefault(
            one => one is { Email: not null, EmailUnconfirmed: null } && !CustomerRecord.IsSameEmail(one.Email, after.Email));
        return lead with { ExternalId = key?.ExternalId, Source = key?.Source, Email = email?.Email };
    }
}

/// <summary>What a merge did, for its undo.</summary>
/// <param name="Loser">The customer that is gone, as it was.</param>
/// <param name="Before">The customer that is left, before.</param>
/// <param name="After">The same, after.</param>
/// <param name="Repointed">Those who had been merged into the one that is gone, and lead to the one that is left now.</param>
internal sealed record MergedPair(Customer Loser, Customer Before, Customer After, IReadOnlyList<long> Repointed);
