using Lockstep.Contracts.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Crm.Customers;

/// <summary>
/// The one writer of customers. Whatever door a change comes through (the API, a dialect, an import, a flow, the samples), here it is
/// checked, held against what its caller may set, written, and noted down with its history and event. It refuses before its first statement
/// that writes, for what is answered is also committed.
/// </summary>
internal sealed class CustomerWriter(CrmDatabase database, EmailCodes codes)
{
    private static readonly RecordTable<Customer, CustomerInput> Table = CustomerRecord.Table;

    /// <summary>Why an input can't be written at all, whatever is in the table; null when it can.</summary>
    public static Refusal? Refuse(CustomerInput input)
    {
        var errors = Table.Check(input);
        if (input.ExternalId is not null && string.IsNullOrEmpty(input.Source))
        {
            errors.Add("source", "Must be given together with externalId.");
        }

        return errors.ToRefusal();
    }

    /// <summary>Makes a customer.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="work">Who wants it.</param>
    /// <param name="input">The customer.</param>
    /// <param name="isClaimed">Whether the e-mail is only what somebody said of themselves: such a one identifies nobody.</param>
    public async ValueTask<Written<Customer>> CreateAsync(
        ITransaction transaction, Work work, CustomerInput input, bool isClaimed = false)
    {
        if ((Refuse(input) ?? Table.ReadCustom(database.Custom, work, input, null)) is { } invalid)
        {
            return invalid;
        }

        // An outside id may be there in another case, which no index tells; the other keys are tried rather than looked up first: nearly
        // every customer is a new one.
        if (input.ExternalId is not null && await FindHolderAsync(transaction, input) is { } other)
        {
            return Taken(other);
        }

        var wanted = Table.New(input, database.Clock.GetUtcNow());
        if (isClaimed && wanted.Email is not null)
        {
            wanted = wanted with { EmailUnconfirmed = true };
        }

        if (await Table.TryInsertAsync(transaction, wanted) is not { } customer)
        {
            // A holder that was deleted at the same moment is met no more when the write is run again.
            return Taken(await FindHolderAsync(transaction, input) ?? throw new UniqueViolationException(Table.Name));
        }

        var change = Table.Created(customer, work);
        await database.Log.AppendAsync<CustomerCreated>(transaction, change);
        return new Written<Customer>(customer, change.Data!, change.Fields) { IsNew = true };
    }

    /// <summary>Makes many customers, in few round trips where each statement is one. None of their keys may be taken.</summary>
    /// <exception cref="UniqueViolationException">A key was taken meanwhile; one by one, they are told which.</exception>
    public async ValueTask<IReadOnlyList<Written<Customer>>> CreateManyAsync(
        ITransaction transaction, Work work, IReadOnlyList<CustomerInput> inputs)
    {
        var refused = inputs.Select(input => Table.ReadCustom(database.Custom, work, input, null)).ToList();
        if (refused.Exists(static refusal => refusal is not null))
        {
            var rest = new Queue<Written<Customer>>(
                await CreateManyAsync(transaction, work, [.. inputs.Where((_, index) => refused[index] is null)]));
            return [.. refused.Select(refusal => refusal is null ? rest.Dequeue() : refusal)];
        }

        if (inputs.Count == 0)
        {
            return [];
        }

        var now = database.Clock.GetUtcNow();
        var made = (await Table.InsertManyAsync(transaction, [.. inputs.Select(input => Table.New(input, now))]))
            .Select(customer => (Customer: customer, Change: Table.Created(customer, work))).ToList();
        await database.Log.AppendManyAsync<CustomerCreated>(transaction, [.. made.Select(static one => one.Change)]);
        return [.. made.Select(static one => new Written<Customer>(one.Customer, one.Change.Data!, one.Change.Fields) { IsNew = true })];
    }

    /// <summary>Brings a customer into a new state; when nothing differs, nothing is written.</summary>
    public async ValueTask<Written<Customer>> ChangeAsync(ITransaction transaction, Work work, Customer before, CustomerInput input)
    {
        if ((Refuse(input) ?? Table.ReadCustom(database.Custom, work, input, before)) is { } invalid)
        {
            return invalid;
        }

        var after = Claimed(work, before, Table.Next(before, input, database.Clock.GetUtcNow()));
        var fields = Table.Changed(before, after);

        // Before the keys are looked up: whose external ids there are, is nothing for customers to try out.
        if (fields.Length > 0 && work.Only is not null && Table.RefuseOwner(fields) is { } refusal)
        {
            return refusal;
        }

        // An address that nothing is found by may be somebody else's as well; whether it is, is nothing for customers to try out.
        var keys = after.EmailUnconfirmed is true ? input with { Email = null } : input;
        if (await FindHolderAsync(transaction, keys, otherThan: before.Id) is { } holder)
        {
            return Taken(holder);
        }

        if (fields.Length == 0)
        {
            return new Written<Customer>(before, Table.ToJson(before), "");
        }

        await ReleaseAsync(transaction, before, after);
        await Table.UpdateAsync(transaction, before, after);
        var change = Table.Updated(after, work, fields);
        await database.Log.AppendAsync<CustomerChanged>(transaction, change);
        if (after.EmailUnconfirmed is true && !CustomerRecord.IsSameEmail(after.Email, before.Email))
        {
            transaction.OnCommitted(() => codes.Send(after, work.Actor));
        }

        return new Written<Customer>(after, change.Data!, fields);
    }

    /// <summary>Lets a customer be found by the address that it gave itself; the address must be proven to be its own.</summary>
    public async ValueTask<Written<Customer>> ConfirmEmailAsync(ITransaction transaction, Work work, Customer before)
    {
        if (before.EmailUnconfirmed is not true)
        {
            return new Written<Customer>(before, Table.ToJson(before), "");
        }

        if (await FindHolderAsync(transaction, new CustomerInput { Email = before.Email }, otherThan: before.Id) is { } holder)
        {
            return work.Only is null ? Taken(holder) : new Refusal(
                RefusalCode.Conflict, "The staff have another record with your address; ask them to put the two together.");
        }

        var after = before with { EmailUnconfirmed = null, Version = before.Version + 1, UpdatedAt = database.Clock.GetUtcNow() };
        await ReleaseAsync(transaction, before, after);
        await Table.UpdateAsync(transaction, before, after);
        var change = Table.Updated(after, work, "emailUnconfirmed");
        await database.Log.AppendAsync<CustomerChanged>(transaction, change);
        return new Written<Customer>(after, change.Data!, change.Fields);
    }

    /// <summary>Removes a customer; a tombstone stays. The keys of those who were merged into it lead nowhere any more.</summary>
    public async ValueTask DeleteAsync(ITransaction transaction, Work work, Customer customer)
    {
        var now = database.Clock.GetUtcNow();
        await transaction.SendAsync(
            """
            update customers set external_id = null, source = null, source_key = null, external_key = null, email = null, email_key = null
            where merged_into = $1
            """,
            customer.Id);
        await Table.DeleteAsync(transaction, customer, now);
        await database.Log.AppendAsync<CustomerDeleted>(transaction, Table.Deleted(customer, work, now));
    }

    /// <summary>What customers say is their address identifies nobody: else they would get what comes for whoever has it.</summary>
    private static Customer Claimed(Work work, Customer before, Customer after) =>
        work.Only is null || after.Email is null || CustomerRecord.IsSameEmail(after.Email, before.Email)
            ? after
            : after with { EmailUnconfirmed = true };

    /// <summary>JSON names of the fields that an input would change.</summary>
    public static string Changed(Customer before, CustomerInput input) =>
        Table.Changed(before, Table.Next(before, input, before.UpdatedAt));

    /// <summary>
    /// The customer that holds the input's external id or e-mail, other than the one given; with the field's name. The keys of somebody who
    /// was merged are held by the customer that they lead to.
    /// </summary>
    internal static async ValueTask<(string Field, long Id)?> FindHolderAsync(IReader reader, CustomerInput input, long otherThan = 0)
    {
        if (input.ExternalId is not null)
        {
            var holder = await reader.FirstAsync(
                $"select coalesce(merged_into, id) from customers where {CustomerRecord.IsExternal} limit 1", static row => row.Int64(0),
                Keys.Fold(input.Source), Keys.Fold(input.ExternalId), input.ExternalId);
            if (holder != 0 && holder != otherThan)
            {
                return ("externalId", holder);
            }
        }

        if (input.Email is not null)
        {
            var holder = await CustomerRecord.HolderAsync(reader, input.Email);
            if (holder != 0 && holder != otherThan)
            {
                return ("email", holder);
            }
        }

        return null;
    }

    /// <summary>A key that a customer gets itself is no longer kept by somebody who was merged into it.</summary>
    internal static async ValueTask ReleaseAsync(ITransaction transaction, Customer before, Customer after)
    {
        var isNewEmail = before.EmailUnconfirmed is true || !CustomerRecord.IsSameEmail(after.Email, before.Email);
        if (isNewEmail && after is { Email: not null, EmailUnconfirmed: null })
        {
            await transaction.SendAsync(
                "update customers set email = null, email_key = null where merged_into = $1 and email_key = $2", after.Id,
                    Email.Key(after.Email));
        }

        if (after.ExternalId is not null && !HasKeyOf(after, before))
        {
            await transaction.SendAsync(
                """
                update customers set external_id = null, source = null, source_key = null, external_key = null
                where merged_into = $1 and source_key = $2 and external_key = $3
                """,
                after.Id, Keys.Fold(after.Source), Keys.Fold(after.ExternalId));
        }
    }

    /// <summary>Whether two have the same id in the same system, in any spelling.</summary>
    internal static bool HasKeyOf(Customer one, Customer other) =>
        string.Equals(Keys.Fold(one.ExternalId), Keys.Fold(other.ExternalId), StringComparison.Ordinal)
        && string.Equals(Keys.Fold(one.Source), Keys.Fold(other.Source), StringComparison.Ordinal);

    /// <summary>Names the field and the customer that holds its value.</summary>
    private static Refusal Taken((string Field, long Id) holder) => new(
        RefusalCode.Conflict, $"Customer {holder.Id} has this {holder.Field} already.", holder.Field, $"Is taken by customer {holder.Id}.");
}
