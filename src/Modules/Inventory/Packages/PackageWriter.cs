using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Inventory.Packages;

/// <summary>The one writer of packages, for people and flows alike: made once, moved along by the table of legal moves.</summary>
internal sealed class PackageWriter(InventoryDatabase database)
{
    private const string FieldsOfNew = "customerId,customerName,kind,status";

    /// <summary>
    /// Makes a package; where one of its keys is taken, the package that has it. Null when that one is gone at this moment.
    /// </summary>
    public async ValueTask<Written<Package>?> CreateAsync(ITransaction transaction, Work work, NewPackage wanted)
    {
        var now = database.Clock.GetUtcNow();
        if (await PackageTable.TryInsertAsync(transaction, wanted, now) is not { } package)
        {
            return await PackageTable.FindHolderAsync(transaction, wanted.CustomerId, wanted.Kind, wanted.NaturalKey) is { } holder
                ? new Written<Package>(holder, PackageTable.ToJson(holder), "")
                : null;
        }

        var json = PackageTable.ToJson(package);
        await database.Log.AppendAsync<PackageCreated>(transaction, new RecordChange(
            PackageTable.Kind, package.Id, 1, ChangeKind.Created, work.Actor, now, FieldsOfNew, json));
        return new Written<Package>(package, json, FieldsOfNew) { IsNew = true };
    }

    /// <summary>Moves a package along; the same status again changes nothing.</summary>
    public async ValueTask<Written<Package>> MoveAsync(ITransaction transaction, Work work, Package before, string status)
    {
        if (string.Equals(status, before.Status, StringComparison.Ordinal))
        {
            return new Written<Package>(before, PackageTable.ToJson(before), "");
        }

        if (!PackageStatus.IsLegal(before.Status, status))
        {
            return Illegal(before, status);
        }

        var now = database.Clock.GetUtcNow();
        var after = before with { Status = status, Version = before.Version + 1, UpdatedAt = now };
        await PackageTable.UpdateAsync(transaction, after);
        var json = PackageTable.ToJson(after);
        await database.Log.AppendAsync<PackageChanged>(transaction, new RecordChange(
            PackageTable.Kind, after.Id, after.Version, ChangeKind.Changed, work.Actor, now, "status", json));
        return new Written<Package>(after, json, "status");
    }

    private static Refusal Illegal(Package before, string status)
    {
        var legal = string.Join(" or ", PackageStatus.Next(before.Status));
        var message = $"A package can't go from {before.Status} to {status}; "
            + (legal.Length == 0 ? "it goes nowhere from there." : $"from there it goes to {legal}.");
        return Refusal.Of(RefusalCode.Conflict, "status", message);
    }
}
