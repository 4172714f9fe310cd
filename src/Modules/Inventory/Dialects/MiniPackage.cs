using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Packages;
using Lockstep.Runtime.Http;

namespace Lockstep.Inventory.Dialects;

/// <summary>A package as the two mock systems know it.</summary>
internal sealed record MiniPackage(long Id, long CustomerId, string CustomerName, string Status, DateTimeOffset CreatedAt)
{
    public static MiniPackage Of(Package package) =>
        new(package.Id, package.CustomerId, package.CustomerName, package.Status, package.CreatedAt);
}

/// <summary>A package to make; whatever else they send is left aside.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record MiniPackageInput(long? CustomerId, string? CustomerName, string? Kind)
{
    public PackageInput ToPackage() => new() { CustomerId = CustomerId, CustomerName = CustomerName, Kind = Kind };
}

/// <summary>Its JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(MiniPackageInput))]
[JsonSerializable(typeof(List<MiniPackage>))]
internal sealed partial class MiniPackageJson : JsonSerializerContext
{
    /// <summary>For answers: letters of every script stay readable.</summary>
    public static MiniPackageJson Wire { get; } = new(JsonBodies.Wire());
}
