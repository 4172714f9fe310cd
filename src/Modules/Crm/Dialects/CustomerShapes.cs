using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Customers;
using Lockstep.Runtime.Dialects;
using Lockstep.Runtime.Http;

namespace Lockstep.Crm.Dialects;

/// <summary>A customer as an ERP sees it.</summary>
internal sealed record ErpCustomer(
    long Id, string Name, string? Email, string? Phone, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static ErpCustomer Of(Customer customer) =>
        new(customer.Id, customer.Name, customer.Email, customer.Phone, customer.CreatedAt, customer.UpdatedAt);
}

/// <summary>What an ERP says of a customer; whatever else it sends is left aside.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ErpCustomerInput(string? Name, string? Email, string? Phone)
{
    public CustomerInput ToCustomer() => new() { Name = Name, Email = Email, Phone = Phone };
}

/// <summary>Customers that come in at once; each is read by itself, so that one that can't be read does not stop the others.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ErpCustomerFile(IReadOnlyList<JsonElement>? Customers);

/// <summary>What became of them; rows count from 1.</summary>
internal sealed record ErpImportSummary(int Inserted, int Skipped, IReadOnlyList<ErpRowError> Errors);

/// <summary>Why a row made no customer.</summary>
internal sealed record ErpRowError(int Row, string? Message, IReadOnlyDictionary<string, string[]>? Errors);

/// <summary>A customer as the two mock systems know it.</summary>
internal sealed record MiniCustomer(long Id, string Name, string? Email, DateTimeOffset CreatedAt)
{
    public static MiniCustomer Of(Customer customer) => new(customer.Id, customer.Name, customer.Email, customer.CreatedAt);
}

/// <summary>What they say of one; whatever else they send is left aside.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record MiniCustomerInput(string? Name, string? Email)
{
    public CustomerInput ToCustomer() => new() { Name = Name, Email = Email };
}

/// <summary>A customer as a user of the portal.</summary>
internal sealed record PortalUser(long Id, string Name, string? Email)
{
    public static PortalUser Of(Customer customer) => new(customer.Id, customer.Name, customer.Email);
}

/// <summary>A customer as the shop knows it.</summary>
internal sealed record ShopCustomer(long Id, string Name, string? Email)
{
    public static ShopCustomer Of(Customer customer) => new(customer.Id, customer.Name, customer.Email);
}

/// <summary>What the shop says of one; whatever else it sends is left aside.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ShopCustomerInput(string? Name, string? Email)
{
    public CustomerInput ToCustomer() => new() { Name = Name, Email = Email };
}

/// <summary>A customer as sales management knows it, with its address in one line.</summary>
internal sealed record SalesCustomer(long Id, string Name, string? Email, string? Phone, string? Address)
{
    public static SalesCustomer Of(Customer customer) =>
        new(customer.Id, customer.Name, customer.Email, customer.Phone, AddressLine.Of(customer.Address));
}

/// <summary>What sales management says of one; whatever else it sends is left aside.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record SalesCustomerInput(string? Name, string? Email, string? Phone, string? Address)
{
    public CustomerInput ToCustomer() => new()
    {
        Name = Name, Email = Email, Phone = Phone, Address = Address is null ? null : new Address { Line = Address },
    };
}

/// <summary>Their JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(ErpCustomerInput))]
[JsonSerializable(typeof(ErpCustomerFile))]
[JsonSerializable(typeof(ErpImportSummary))]
[JsonSerializable(typeof(SpringPage<ErpCustomer>))]
[JsonSerializable(typeof(MiniCustomer))]
[JsonSerializable(typeof(MiniCustomerInput))]
[JsonSerializable(typeof(List<MiniCustomer>))]
[JsonSerializable(typeof(List<PortalUser>))]
[JsonSerializable(typeof(ShopCustomerInput))]
[JsonSerializable(typeof(List<ShopCustomer>))]
[JsonSerializable(typeof(SalesCustomerInput))]
[JsonSerializable(typeof(List<SalesCustomer>))]
internal sealed partial class CustomerShapes : JsonSerializerContext
{
    /// <summary>For answers: letters of every script stay readable.</summary>
    public static CustomerShapes Wire { get; } = new(JsonBodies.Wire());
}
