using Lockstep.Contracts.Customers;
using Lockstep.Crm.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Imports;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;

namespace Lockstep.Crm.Import;

/// <summary>
/// Brings one row into the tables, with everything that the single use cases would leave behind. Only the counter of customers is the
/// caller's: once for a batch is enough.
/// </summary>
internal readonly struct RowWriter(ITransaction transaction, CrmDatabase database, string actor, DateTimeOffset now)
{
    private const string NoName = "name: Must be given; a row needs a name, an organisation or an external id.";

    public async ValueTask<Verdict> WriteAsync(CustomerRow row)
    {
        if (row.Fault is not null)
        {
            return new Verdict(Outcome.Refused, null, row.Fault);
        }

        var input = row.Input;
        if (input.ExternalId is null && input.Email is null)
        {
            return await WriteKeylessAsync(input);
        }

        var byId = input.ExternalId is null ? null : await KnownCustomers.ByExternalIdAsync(transaction, input.Source!, input.ExternalId);
        var byEmail = input.Email is null ? null : await KnownCustomers.ByEmailAsync(transaction, input.Email);
        return Foregone(row, byId, byEmail, now)
            ?? ((byId ?? byEmail) is { } before ? await UpdateAsync(before, row) : await CreateAsync(input));
    }

    /// <summary>What becomes of a row about customers that are there, when that is nothing; null when there is something to write.</summary>
    public static Verdict? Foregone(CustomerRow row, Customer? byId, Customer? byEmail, DateTimeOffset now)
    {
        if (byEmail is not null && (byId is not null ? byId.Id != byEmail.Id : row.Input.ExternalId is not null && byEmail.ExternalId is not null))
        {
            return Taken(byEmail);
        }

        return (byId ?? byEmail) is { } before && Changed(before, row.Over(before), now).Length == 0 ? new Verdict(Outcome.Unchanged, before.Id) : null;
    }

    private static string Changed(Customer before, CustomerInput input, DateTimeOffset now) =>
        CustomerRules.Changed(before, CustomerTable.With(input, before.Id, before.Version, before.CreatedAt, now));

    /// <summary>The e-mail tells that it is somebody else's row, whatever the rest of it says.</summary>
    private static Verdict Taken(Customer holder) => new(Outcome.Refused, null, holder.ExternalId is null
        ? $"email: Is taken by customer {holder.Id}."
        : $"email: Is taken by customer {holder.Id}, which has the external id {holder.ExternalId} of {holder.Source}.");

    private async ValueTask<Verdict> WriteKeylessAsync(CustomerInput input)
    {
        if (input.Name is null)
        {
            return new Verdict(Outcome.Refused, null, NoName);
        }

        var key = KnownCustomers.Key(input);
        var known = await KnownCustomers.ByKeyAsync(transaction, key);
        if (known != 0)
        {
            return new Verdict(Outcome.Unchanged, known);
        }

        known = await KnownCustomers.ByContentAsync(transaction, input);
        var verdict = known != 0 ? new Verdict(Outcome.Unchanged, known) : await CreateAsync(input);
        await KnownCustomers.RememberAsync(transaction, key, verdict.RecordId!.Value);
        return verdict;
    }

    private async ValueTask<Verdict> CreateAsync(CustomerInput input)
    {
        if (input.Name is null)
        {
            return new Verdict(Outcome.Refused, null, NoName);
        }

        if (await CustomerTable.TryAddAsync(transaction, input, now) is not { } customer)
        {
            var holder = await CustomerTable.FindHolderAsync(transaction, input) ?? throw CustomerTable.Vanished();
            return new Verdict(Outcome.Refused, null, $"{holder.Field}: Is taken by customer {holder.Id}.");
        }

        await database.Log.AppendAsync<CustomerCreated>(transaction, new RecordChange(
            CustomerTable.Kind, customer.Id, 1, ChangeKind.Created, actor, now, CustomerRules.Changed(null, customer), CustomerTable.ToJson(customer)));
        return new Verdict(Outcome.Created, customer.Id);
    }

    private async ValueTask<Verdict> UpdateAsync(Customer before, CustomerRow row)
    {
        var input = row.Over(before);
        var fields = Changed(before, input, now);
        var after = await CustomerTable.UpdateAsync(transaction, before, input, now);
        await database.Log.AppendAsync<CustomerChanged>(transaction, new RecordChange(
            CustomerTable.Kind, after.Id, after.Version, ChangeKind.Changed, actor, now, fields, CustomerTable.ToJson(after)));
        return new Verdict(Outcome.Updated, after.Id, fields);
    }
}
