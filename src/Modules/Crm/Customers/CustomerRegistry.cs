using System.Globalization;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Systems;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.Extensions.Logging;

namespace Lockstep.Crm.Customers;

/// <summary>
/// Makes customers of people who registered, one under the id of each user: whoever asks once more, behind a crash or beside another
/// process, finds that one.
/// </summary>
internal sealed partial class CustomerRegistry(CrmDatabase database, CustomerWriter customers, ILogger<CustomerRegistry> logger)
    : ICustomerRegistry
{
    public Task<long?> RegisterAsync(RegisteredPerson person, CancellationToken ct) =>
        database.Store.WriteAsync(transaction => RegisterAsync(transaction, person, Work.Of($"user:{person.UserId}", ct)), ct);

    private async ValueTask<long?> RegisterAsync(ITransaction transaction, RegisteredPerson person, Work work)
    {
        // Two that ask at the same moment: the second finds what the first one made.
        var source = Of(person.UserId, work);
        var written = await FlowWrites.FindForUpdateAsync(transaction, source);
        if ((written?.RecordId ?? person.CustomerId) is { } known)
        {
            return await ConfirmAsync(transaction, person, known, work);
        }

        long? customer = await CustomerRecord.HolderAsync(transaction, person.Email) is > 0 and var holder ? holder : null;
        if (customer is not null && !person.IsProven)
        {
            return null;
        }

        customer ??= await MakeAsync(transaction, person, work);
        if (customer is { } found)
        {
            await FlowWrites.NoteAsync(transaction, source, new FlowWritten(source.Version, found, 1), database.Clock.GetUtcNow());
        }

        return customer;
    }

    /// <summary>The user, as the source of a customer: noted down as those of flows are, for good.</summary>
    private static ModuleWrite Of(long userId, Work work) =>
        new(CustomerRecord.Kind, $"registration:users/{userId.ToString(CultureInfo.InvariantCulture)}", [], work.Actor, 1);

    /// <summary>
    /// The customer of before; null when it is gone. A code for its address counts for it too, unless the staff have another record with
    /// it.
    /// </summary>
    private async ValueTask<long?> ConfirmAsync(ITransaction transaction, RegisteredPerson person, long known, Work work)
    {
        // One that was merged away leads to the one that is left.
        if (await CustomerRecord.Table.FindLedForUpdateAsync(transaction, known) is not { } customer)
        {
            return null;
        }

        if (person.IsProven && customer.EmailUnconfirmed is true && CustomerRecord.IsSameEmail(customer.Email, person.Email)
            && (await customers.ConfirmEmailAsync(transaction, work, customer)).Refusal is { } refusal)
        {
            NotConfirmed(logger, customer.Id, refusal.Detail);
        }

        return customer.Id;
    }

    private async ValueTask<long?> MakeAsync(ITransaction transaction, RegisteredPerson person, Work work)
    {
        var made = await customers.CreateAsync(
            transaction, work, new CustomerInput { Name = person.Name, Email = person.Email }, isClaimed: !person.IsProven);
        if (made.Record is { } customer)
        {
            return customer.Id;
        }

        // Somebody entered the address at the same moment: then it is that one.
        if (person.IsProven && await CustomerRecord.HolderAsync(transaction, person.Email) is > 0 and var holder)
        {
            return holder;
        }

        NotMade(logger, person.UserId, made.Refusal!.ToText());
        return null;
    }

    [LoggerMessage(2012, LogLevel.Warning, "the address of customer {Id} could not be confirmed: {Reason}")]
    private static partial void NotConfirmed(ILogger logger, long id, string reason);

    [LoggerMessage(2013, LogLevel.Warning, "user {Id}, who registered, can't be made a customer: {Reason}")]
    private static partial void NotMade(ILogger logger, long id, string reason);
}
