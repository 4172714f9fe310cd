using Lockstep.Contracts.Customers;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Inventory.Packages;

/// <summary>
/// The packages of a customer that was merged into another. They keep the name that is on them; a welcome package of both stays two, and
/// neither of them gets a third.
/// </summary>
internal sealed class PackageMerges(InventoryDatabase database, PackageWriter packages) : IMergePart
{
    private readonly MergeMoves _moves = new(
        database, PackageRecord.Kind, PackageRecord.Table.Name,
        (transaction, id, from, to, actor) => GiveAsync(packages, transaction, id, from, to, actor));

    public string Name => PackageRecord.Table.Name;

    public Task<MergeProgress> FollowAsync(CustomerMerge merge, CancellationToken ct) => _moves.FollowAsync(merge, ct);

    public Task<MergeProgress> RestoreAsync(CustomerMerge merge, CancellationToken ct) => _moves.RestoreAsync(merge, ct);

    private static async ValueTask GiveAsync(PackageWriter packages, ITransaction transaction, long id, long from, long to, string actor)
    {
        if (await PackageRecord.Table.FindForUpdateAsync(transaction, id) is { } before && before.CustomerId == from)
        {
            await packages.GiveAsync(transaction, Work.Of(actor, CancellationToken.None), before, to);
        }
    }
}
