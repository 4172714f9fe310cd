using Lockstep.Contracts.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Crm.Customers;

/// <summary>
/// The one writer of customers. Whatever door a change comes through (the API, a dialect, an import, a flow, the samples), here it is
/// checked,
/// held against what its caller may set, written, and noted down with its history and event. It refuses before its first statement that
/// writes, for what is answered is also committed.
/// </summary>
internal sealed class CustomerWriter(CrmDatabase database)
{
    /// <summary>Makes a customer.</summary>
    public async ValueTask<Written<Customer>> CreateAsync(ITransaction transaction, Work work, CustomerInput input)
    {
        if (CustomerRules.Check(input).ToRefusal() is { } invalid)
        {
            return invalid;
        }

        // The keys are tried rather than looked up first: nearly every customer is a new one.
        var now = database.Clock.GetUtcNow();
        if (await CustomerTable.TryInsertAsync(transaction, input, now) is not { } customer)
        {
            return Taken(await CustomerTable.FindHolderAsync(transaction, input) ?? throw CustomerTable.Vanished());
        }

        var change = Created(customer, work, now);
        await database.Log.AppendAsync<CustomerCreated>(transaction, change);
        return new Written<Customer>(customer, change.Data!, change.Fields) { IsNew = true };
    }

    /// <summary>Makes many customers, in few round trips where each statement is one. None of their keys may be taken.</summary>
    /// <exception cref="UniqueViolationException">A key was taken meanwhile; one by one, they are told which.</exception>
    public async ValueTask<IReadOnlyList<Written<Customer>>> CreateManyAsync(
        ITransaction transaction, Work work, IReadOnlyList<CustomerInput> inputs)
    {
        if (inputs.Count == 0)
        {
            return [];
        }

        var now = database.Clock.GetUtcNow();
        var made = (await CustomerTable.InsertManyAsync(transaction, inputs, now))
            .Select(customer => (Customer: customer, Change: Created(customer, work, now))).ToList();
        await database.Log.AppendManyAsync<CustomerCreated>(transaction, [.. made.Select(static one => one.Change)]);
        return [.. made.Select(static one => new Written<Customer>(one.Customer, one.Change.Data!, one.Change.Fields) { IsNew = true })];
    }

    /// <summary>Brings a customer into a new state; when nothing differs, nothing is written.</summary>
    public async ValueTask<Written<Customer>> ChangeAsync(ITransaction transaction, Work work, Customer before, CustomerInput input)
    {
        if (CustomerRules.Check(input).ToRefusal() is { } invalid)
        {
            return invalid;
        }

        var now = database.Clock.GetUtcNow();
        var fields = Changed(before, input);

        // Before the keys are looked up: whose external ids there are, is nothing for customers to try out.
        if (fields.Length > 0 && work.Only is not null && CustomerRules.ForStaff(fields) is { } refusal)
        {
            return refusal;
        }

        if (await CustomerTable.FindHolderAsync(transaction, input, otherThan: before.Id) is { } holder)
        {
            // Whose it is, is nobody's business but the staff's.
            return work.Only is null ? Taken(holder) : new Refusal(RefusalCode.Conflict, $"This {holder.Field} is taken; ask the staff.");
        }

        if (fields.Length == 0)
        {
            return new Written<Customer>(before, CustomerTable.ToJson(before), "");
        }

        var after = await CustomerTable.UpdateAsync(transaction, before, input, now);
        var json = CustomerTable.ToJson(after);
        await database.Log.AppendAsync<CustomerChanged>(transaction, new RecordChange(
            CustomerTable.Kind, after.Id, after.Version, ChangeKind.Changed, work.Actor, now, fields, json));
        return new Written<Customer>(after, json, fields);
    }

    /// <summary>Removes a customer; a tombstone stays.</summary>
    public async ValueTask DeleteAsync(ITransaction transaction, Work work, Customer customer)
    {
        var now = database.Clock.GetUtcNow();
        await CustomerTable.DeleteAsync(transaction, customer, now);
        await database.Log.AppendAsync<CustomerDeleted>(transaction, new RecordChange(
            CustomerTable.Kind, customer.Id, customer.Version + 1, ChangeKind.Deleted, work.Actor, now, "", null));
    }

    /// <summary>JSON names of the fields that an input would change.</summary>
    public static string Changed(Customer before, CustomerInput input) =>
        CustomerRules.Changed(before, CustomerTable.With(input, before.Id, before.Version, before.CreatedAt, before.UpdatedAt));

    private static RecordChange Created(Customer customer, Work work, DateTimeOffset now) => new(
        CustomerTable.Kind, customer.Id, 1, ChangeKind.Created, work.Actor, now, CustomerRules.Changed(null, customer),
        CustomerTable.ToJson(customer));

    /// <summary>Names the field and the customer that holds its value.</summary>
    private static Refusal Taken((string Field, long Id) holder) => new(
        RefusalCode.Conflict, $"Customer {holder.Id} has this {holder.Field} already.", holder.Field, $"Is taken by customer {holder.Id}.");
}
