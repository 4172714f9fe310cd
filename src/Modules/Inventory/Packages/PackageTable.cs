using System.Text.Json;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Json;
using Lockstep.Contracts.Systems;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;

namespace Lockstep.Inventory.Packages;

/// <summary>A package to make.</summary>
/// <param name="CustomerId">The customer it goes to.</param>
/// <param name="CustomerName">The customer's name of now.</param>
/// <param name="Kind">Welcome or parcel.</param>
/// <param name="NaturalKey">The flow and subject that it is made for; null when a person makes it.</param>
internal sealed record NewPackage(long CustomerId, string CustomerName, string Kind, string? NaturalKey);

/// <summary>The table of packages: its columns, and the statements that more than one use case runs.</summary>
internal static class PackageTable
{
    public const string Kind = "package";

    public const string Columns = "id, customer_id, customer_name, kind, status, version, created_at, updated_at";

    private const string ById = $"select {Columns} from packages where id = $1";

    public static Package Read(Row row) => new()
    {
        Id = row.Int64(0),
        CustomerId = row.Int64(1),
        CustomerName = row.Text(2),
        Kind = row.Text(3),
        Status = row.Text(4),
        Version = row.Int64(5),
        CreatedAt = row.Instant(6),
        UpdatedAt = row.Instant(7),
    };

    /// <summary>A row as flows read it.</summary>
    public static ChangedRecord ReadChanged(Row row)
    {
        var package = Read(row);
        return new ChangedRecord(package.Id, package.Version, package.UpdatedAt, ToJson(package));
    }

    public static byte[] ToJson(Package package) => JsonSerializer.SerializeToUtf8Bytes(package, ContractsJson.Wire.Package);

    public static ValueTask<Package?> FindAsync(IReader reader, long id) =>
        reader.FirstAsync(ById, Read, id);

    /// <summary>The same for a write that decides by it: nobody else changes it until that one has ended.</summary>
    public static ValueTask<Package?> FindForUpdateAsync(ITransaction transaction, long id) =>
        transaction.FirstForUpdateAsync(ById, Read, id);

    /// <summary>
    /// Adds a row, unless a unique key stops it: one welcome package for each customer, one package for each natural key. The keys are
    /// tried
    /// rather than looked up first: nearly every package is a new one.
    /// </summary>
    public static async ValueTask<Package?> TryInsertAsync(ITransaction transaction, NewPackage wanted, DateTimeOffset now)
    {
        var id = await transaction.FirstAsync(
            """
            insert into packages (customer_id, customer_name, kind, status, natural_key, version, created_at, updated_at)
            values ($1, $2, $3, 'Pending', $4, 1, $5, $5) on conflict do nothing returning id
            """,
            static row => row.Int64(0),
            wanted.CustomerId, wanted.CustomerName, wanted.Kind, wanted.NaturalKey, now);
        if (id == 0)
        {
            return null;
        }

        await Counters.AddAsync(transaction, "packages", 1);
        return new Package
        {
            Id = id,
            CustomerId = wanted.CustomerId,
            CustomerName = wanted.CustomerName,
            Kind = wanted.Kind,
            Status = PackageStatus.Pending,
            Version = 1,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    /// <summary>Writes the status of a row.</summary>
    public static ValueTask UpdateAsync(ITransaction transaction, Package after) => transaction.SendAsync(
        "update packages set status = $2, version = $3, updated_at = $4 where id = $1", after.Id, after.Status, after.Version, after.UpdatedAt);

    /// <summary>The package that stands where another one was wanted: by its natural key, else as the customer's welcome package.</summary>
    public static async ValueTask<Package?> FindHolderAsync(IReader reader, long customerId, string kind, string? naturalKey)
    {
        var made = naturalKey is null
            ? null
            : await reader.FirstAsync($"select {Columns} from packages where natural_key = $1", Read, naturalKey);
        return made is null && kind is PackageRules.Welcome
            ? await reader.FirstAsync($"select {Columns} from packages where customer_id = $1 and kind = 'welcome'", Read, customerId)
            : made;
    }
}
