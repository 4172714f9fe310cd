using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Json;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Records;

namespace Lockstep.Inventory.Packages;

/// <summary>The newest packages of a customer, for its overview.</summary>
internal sealed class PackagesOverviewPart(InventoryDatabase database) : IOverviewPart
{
    private static readonly RecordOverview<Package, NewPackage> Records = new(PackageRecord.Table);

    public IReadOnlyList<string> Names { get; } = ["packages"];

    public string Permission => Permissions.PackagesRead;

    public string OwnPermission => Permissions.PackagesReadOwn;

    public ValueTask<OverviewAnswer?> ReadAsync(OverviewQuestion question, CancellationToken ct) =>
        database.Store.ReadAsync<OverviewAnswer?>(
        async reader => new OverviewAnswer(JsonSerializer.SerializeToUtf8Bytes(
            await Records.NewestAsync(reader, question), ContractsJson.Wire.IReadOnlyListPackage))
        {
            Changes = await Records.ChangesAsync(reader, question),
        },
        ct);
}
