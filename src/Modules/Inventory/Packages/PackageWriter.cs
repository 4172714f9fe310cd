using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Inventory.Packages;

/// <summary>The one writer of packages, for people and flows alike: made once, moved along by the table of legal moves.</summary>
internal sealed class PackageWriter(InventoryDatabase database)
{
    private static readonly RecordTable<Package, NewPackage> Table = PackageRecord.Table;

    /// <summary>
    /// Makes a package; where one of its keys is taken, the package that has it. Null when that one is gone at this moment.
    /// </summary>
    public async ValueTask<Written<Package>?> CreateAsync(ITransaction transaction, Work work, NewPackage wanted)
    {
        if (Table.ReadCustom(database.Custom, work, wanted, null) is { } refusal)
        {
            return (Written<Package>)refusal;
        }

        // One welcome package for each customer, one package for each natural key: tried rather than looked up, for nearly all are new.
        var made = Table.New(wanted, database.Clock.GetUtcNow());
        if (await Table.TryInsertAsync(transaction, made, wanted.NaturalKey) is not { } package)
        {
            return await FindHolderAsync(transaction, wanted) is { } holder ? new Written<Package>(holder, Table.ToJson(holder), "") : null;
        }

        var change = Table.Created(package, work);
        await database.Log.AppendAsync<PackageCreated>(transaction, change);
        return new Written<Package>(package, change.Data!, change.Fields) { IsNew = true };
    }

    /// <summary>Moves a package along, and changes its custom values; when nothing differs, nothing is written.</summary>
    public async ValueTask<Written<Package>> ChangeAsync(ITransaction transaction, Work work, Package before, PackageChange wanted)
    {
        if (PackageStatus.Parse(wanted.Status) is not { } status)
        {
            return Refusal.Invalid("status", $"Must be one of {string.Join(", ", PackageStatus.All)}.");
        }

        var input = Table.InputOf(before);
        (input.Status, input.Custom) = (status, wanted.Custom);
        if (Table.ReadCustom(database.Custom, work, input, before) is { } invalid)
        {
            return invalid;
        }

        if (!string.Equals(status, before.Status, StringComparison.Ordinal) && !PackageStatus.IsLegal(before.Status, status))
        {
            return Illegal(before, status);
        }

        var after = Table.Next(before, input, database.Clock.GetUtcNow());
        if (Table.Changed(before, after) is not { Length: > 0 } fields)
        {
            return new Written<Package>(before, Table.ToJson(before), "");
        }

        await Table.UpdateAsync(transaction, before, after);
        var change = Table.Updated(after, work, fields);
        await database.Log.AppendAsync<PackageChanged>(transaction, change);
        return new Written<Package>(after, change.Data!, change.Fields);
    }

    /// <summary>Puts something else in the place of a person's name, and takes custom values out, which may say anything of them.</summary>
    public async ValueTask EraseAsync(ITransaction transaction, Work work, Package before, string erased)
    {
        var after = before with
        {
            CustomerName = erased, Custom = null, Version = before.Version + 1, UpdatedAt = database.Clock.GetUtcNow(),
        };
        if (Table.Changed(before, after) is { Length: > 0 } fields)
        {
            await Table.UpdateAsync(transaction, before, after);
            await database.Log.AppendAsync<PackageChanged>(transaction, Table.Updated(after, work, fields));
        }
    }

    /// <summary>
    /// Gives a package to another customer. Where that one has a welcome package, another one becomes its second, which no index keeps
    /// out: it was made when the two were two.
    /// </summary>
    public async ValueTask GiveAsync(ITransaction transaction, Work work, Package before, long customerId)
    {
        var after = before with { CustomerId = customerId, Version = before.Version + 1, UpdatedAt = database.Clock.GetUtcNow() };
        var isSecond = before.Kind is PackageRules.Welcome && await transaction.FirstAsync(
            "select 1 from packages where customer_id = $1 and kind = 'welcome' and is_second = 0 limit 1", static row => row.Int64(0),
            customerId) == 1;

        // While it is a second one it is in nobody's way, whosever it is.
        await transaction.SendAsync("update packages set is_second = 1 where id = $1", before.Id);
        await Table.UpdateAsync(transaction, before, after);
        await transaction.SendAsync("update packages set is_second = $2 where id = $1", before.Id, isSecond);
        await database.Log.AppendAsync<PackageChanged>(transaction, Table.Updated(after, work, Table.Changed(before, after)));
    }

    /// <summary>The package that stands where another one was wanted: by its natural key, else as the customer's welcome package.</summary>
    public static async ValueTask<Package?> FindHolderAsync(IReader reader, NewPackage wanted)
    {
        var made = wanted.NaturalKey is null
            ? null
            : await reader.FirstAsync($"select {Table.Columns} from packages where natural_key = $1", Table.Read, wanted.NaturalKey);
        return made is null && wanted.Kind is PackageRules.Welcome
            ? await reader.FirstAsync(
                $"select {Table.Columns} from packages where customer_id = $1 and kind = 'welcome' order by is_second, id", Table.Read,
                wanted.CustomerId)
            : made;
    }

    private static Refusal Illegal(Package before, string status)
    {
        var legal = string.Join(" or ", PackageStatus.Next(before.Status));
        var message = $"A package can't go from {before.Status} to {status}; "
            + (legal.Length == 0 ? "it goes nowhere from there." : $"from there it goes to {legal}.");
        return Refusal.Of(RefusalCode.Conflict, "status", message);
    }
}
