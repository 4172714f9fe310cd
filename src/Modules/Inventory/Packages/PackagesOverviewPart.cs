using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Json;
using Lockstep.Inventory.Schema;

namespace Lockstep.Inventory.Packages;

/// <summary>The newest packages of a customer, for its overview.</summary>
internal sealed class PackagesOverviewPart(InventoryDatabase database) : IOverviewPart
{
    private const int NewestMax = 100;

    public string Name => "packages";

    public string Permission => Permissions.PackagesRead;

    public string OwnPermission => Permissions.PackagesReadOwn;

    public ValueTask<byte[]?> ReadAsync(long customerId, CancellationToken ct) => database.Store.ReadAsync<byte[]?>(
        async reader => JsonSerializer.SerializeToUtf8Bytes(
            await reader.QueryAsync(
                $"select {PackageRecord.Table.Columns} from packages where customer_id = $1 order by id desc limit $2",
                PackageRecord.Table.Read, customerId, NewestMax),
            ContractsJson.Wire.IReadOnlyListPackage),
        ct);
}
