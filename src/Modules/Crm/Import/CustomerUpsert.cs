using Lockstep.Contracts.Customers;
using Lockstep.Crm.Customers;
using Lockstep.Imports;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Crm.Import;

/// <summary>Finds the customer that a row of a file, or the write of a flow, is about, and has it made or changed.</summary>
/// <param name="customers">The writer.</param>
/// <param name="transaction">The write.</param>
/// <param name="work">Who wants it.</param>
/// <param name="byContent">
/// Whether a row without keys is about the customer that has its content: in files it is, else each upload would make them anew; a flow
/// knows its record by other means.
/// </param>
internal sealed class CustomerUpsert(CustomerWriter customers, ITransaction transaction, Work work, bool byContent)
{
    private static readonly Refusal NoName =
        new(
            RefusalCode.Invalid, "A customer needs a name.", "name",
            "Must be given; a row needs a name, an organisation or an external id.");

    /// <summary>Writes a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="known">The customer that it is known to be about, whatever its keys say; null when its keys decide.</param>
    /// <param name="isLed">Whether the known one is not the one of before, but the one that this was merged into.</param>
    public async ValueTask<Written<Customer>> WriteAsync(CustomerRow row, Customer? known = null, bool isLed = false)
    {
        if (row.Fault is not null)
        {
            return row.Fault;
        }

        var input = row.Input;
        if (known is null && input.ExternalId is null && input.Email is null)
        {
            return byContent ? await WriteKeylessAsync(row) : await CreateAsync(input);
        }

        var byId = known
            ?? (input.ExternalId is null ? null : await KnownCustomers.ByExternalIdAsync(transaction, input.Source!, input.ExternalId));
        var byEmail = input.Email is null ? null : await KnownCustomers.ByEmailAsync(transaction, input.Email);
        row = row.Under(known is null || isLed ? byId : null, byEmail);
        return Foregone(row, byId, byEmail)
            ?? (
                (byId ?? byEmail) is { } before ? await customers.ChangeAsync(
                    transaction, work, before, row.Over(before)) : await CreateAsync(input));
    }

    /// <summary>
    /// What becomes of a row about customers that are there, when that is nothing; null when there is something to write.
    /// </summary>
    public static Written<Customer>? Foregone(CustomerRow row, Customer? byId, Customer? byEmail)
    {
        if (
            byEmail is not null
            && (byId is not null ? byId.Id != byEmail.Id : row.Input.ExternalId is not null && byEmail.ExternalId is not null))
        {
            return Taken(byEmail);
        }

        return (byId ?? byEmail) is { } before && CustomerWriter.Changed(before, row.Over(before)).Length == 0
            ? new Written<Customer>(before, [], "")
            : null;
    }

    /// <summary>The e-mail tells that it is somebody else's row, whatever the rest of it says.</summary>
    private static Refusal Taken(Customer holder) => new(
        RefusalCode.Conflict,
        $"Customer {holder.Id} has this email already.",
        "email",
        holder.ExternalId is null
            ? $"Is taken by customer {holder.Id}."
            : $"Is taken by customer {holder.Id}, which has the external id {holder.ExternalId} of {holder.Source}.");

    /// <summary>A row without keys is about the customer that an equal row made before, or that has just this content.</summary>
    private async ValueTask<Written<Customer>> WriteKeylessAsync(CustomerRow row)
    {
        if (row.Input.Name is null)
        {
            return NoName;
        }

        var key = KnownCustomers.Key(row.Input);
        if (await KnownCustomers.ByKeyAsync(transaction, key) is { } equal)
        {
            return new Written<Customer>(equal, [], "");
        }

        var same = await KnownCustomers.ByContentAsync(transaction, row.Input);
        var written = same is null ? await CreateAsync(row.Input) : new Written<Customer>(same, [], "");
        if (written.Record is { } customer)
        {
            await KnownCustomers.RememberAsync(transaction, key, customer.Id);
        }

        return written;
    }

    private async ValueTask<Written<Customer>> CreateAsync(CustomerInput input) =>
        input.Name is null ? NoName : await customers.CreateAsync(transaction, work, input);
}
