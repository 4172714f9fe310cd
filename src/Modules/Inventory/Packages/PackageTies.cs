using Lockstep.Contracts.Customers;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Storage;

namespace Lockstep.Inventory.Packages;

/// <summary>The packages of a customer that have not arrived.</summary>
internal sealed class PackageTies(InventoryDatabase database) : ICustomerTies
{
    private static readonly string[] Live = [.. PackageStatus.All.Where(static status => PackageStatus.Next(status).Any())];

    public ValueTask<IReadOnlyList<string>> ListAsync(long customerId, int limit, CancellationToken ct) => database.Store.ReadAsync(
        reader => reader.QueryAsync(
            $"select id, status from packages where customer_id = $1 and {reader.Dialect.InTexts("status", "$2")} order by id limit $3",
            static row => $"package {row.Int64(0)} ({row.Text(1)})", customerId, SqlValue.List(Live), limit),
        ct);
}
