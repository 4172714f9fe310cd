using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Fields;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Number = Lockstep.Runtime.Records.NumberField<Lockstep.Contracts.Inventory.Package, Lockstep.Inventory.Packages.NewPackage>;
using Text = Lockstep.Runtime.Records.TextField<Lockstep.Contracts.Inventory.Package, Lockstep.Inventory.Packages.NewPackage>;

namespace Lockstep.Inventory.Packages;

/// <summary>A package to make.</summary>
internal sealed record NewPackage
{
    /// <summary>The customer it goes to.</summary>
    public long? CustomerId { get; set; }

    /// <summary>The customer's name of now.</summary>
    public string? CustomerName { get; set; }

    /// <summary>Welcome or parcel.</summary>
    public string? Kind { get; set; }

    /// <summary>Pending when it is made.</summary>
    public string? Status { get; set; }

    /// <summary>The values of custom fields.</summary>
    public JsonObject? Custom { get; set; }

    /// <summary>The flow and subject that it is made for; null when a person makes it.</summary>
    public string? NaturalKey { get; init; }
}

/// <summary>A package, told once. Its status and its custom values are all of it that changes.</summary>
internal static class PackageRecord
{
    public const string Kind = "package";

    public static readonly RecordTable<Package, NewPackage> Table = new(
        Kind, "packages",
        [
            new Number("customerId", "customer_id", p => p.CustomerId, n => n.CustomerId, (n, v) => n.CustomerId = v)
            {
                Filter = ListFilter.Number("customer_id"),
            },
            new Text("customerName", "customer_name", p => p.CustomerName, n => n.CustomerName, (n, v) => n.CustomerName = v),
            new Text("kind", "kind", p => p.Kind, n => n.Kind, (n, v) => n.Kind = v)
            {
                Filter = ListFilter.OneOf("kind", PackageRules.Welcome, PackageRules.Parcel),
            },
            new Text("status", "status", p => p.Status, n => n.Status, (n, v) => n.Status = v)
            {
                Filter = new ListFilter(
                    "status = {0}", static text => PackageStatus.Parse(text) is { } status ? (SqlValue?)status : null,
                    "one of " + string.Join(", ", PackageStatus.All)),
            },
            new CustomValuesField<Package, NewPackage>(p => p.Custom, n => n.Custom, (n, v) => n.Custom = v),
        ],
        beside: ["natural_key"])
    {
        Json = ContractsJson.Wire.Package,
        Make = Make,
        WithId = static (package, id) => package with { Id = id },
        Owner = new("customer_id", static package => package.CustomerId),
    };

    /// <summary>That people may give it fields.</summary>
    public static readonly CustomFieldKind Fields = CustomFieldKind.Of<PackageFieldCreated, PackageFieldChanged, PackageFieldDeleted>(
        Kind, "packages", Permissions.PackagesRead);

    public static readonly RecordReads<Package, NewPackage> Reads = new(Table)
    {
        Permission = Permissions.PackagesRead,
        OwnPermission = Permissions.PackagesReadOwn,
    };

    private static Package Make(NewPackage wanted, RecordStamp stamp, Package? before) => new()
    {
        Id = stamp.Id,
        CustomerId = wanted.CustomerId!.Value,
        CustomerName = wanted.CustomerName!,
        Kind = wanted.Kind!,
        Status = wanted.Status ?? PackageStatus.Pending,
        Custom = wanted.Custom,
        Version = stamp.Version,
        CreatedAt = stamp.CreatedAt,
        UpdatedAt = stamp.UpdatedAt,
    };
}
