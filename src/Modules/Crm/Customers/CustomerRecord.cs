using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Fields;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Custom;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;
using Text = Lockstep.Runtime.Records.TextField<Lockstep.Contracts.Customers.Customer, Lockstep.Crm.Customers.CustomerInput>;

namespace Lockstep.Crm.Customers;

/// <summary>What a client may say about a customer.</summary>
internal sealed record CustomerInput
{
    /// <summary>The id in <see cref="Source"/>; give both or neither.</summary>
    public string? ExternalId { get; set; }

    /// <summary>The system that the external id comes from.</summary>
    public string? Source { get; set; }

    /// <summary>The company.</summary>
    public string? Organisation { get; set; }

    /// <summary>Required.</summary>
    public string? Name { get; set; }

    /// <summary>Unique when given, ignoring case; from the customer itself only once it is confirmed.</summary>
    public string? Email { get; set; }

    /// <summary>Any spelling.</summary>
    public string? Phone { get; set; }

    /// <summary>The postal address.</summary>
    public Address? Address { get; set; }

    /// <summary><c>active</c> (the default) or <c>inactive</c>.</summary>
    public string? Status { get; set; }

    /// <summary>The values of the fields of <c>/api/customers/fields</c>, by their names.</summary>
    public JsonObject? Custom { get; set; }
}

/// <summary>
/// A customer, told once. What is kept is what was given; only keys are cleaned of what nobody sees. A new field is a member of
/// <see cref="Customer"/>, one of <see cref="CustomerInput"/>, a line in <see cref="Make"/>, a field here, and a column in a pair of
/// scripts.
/// </summary>
internal static class CustomerRecord
{
    public const string Kind = "customer";
    public const string Active = "active";
    private const int NameMax = 150;
    private const int EmailMax = 180;
    private const int PhoneMax = 50;
    private const int LineMax = 300;
    private const int PlaceMax = 100;
    private const int PostalCodeMax = 30;

    /// <summary>
    /// The condition of an outside key: folded source and id, then the id as it is given. Of several that versions before this one let in,
    /// the one in just this case comes first.
    /// </summary>
    public const string IsExternal = "source_key = $1 and external_key = $2 order by case external_id when $3 then 0 else 1 end, id";

    /// <summary>
    /// The condition of the customer that a condition of keys leads to: the one that has them, or the one that this was merged into.
    /// </summary>
    /// <param name="keys">The condition, on columns of <c>customers</c>.</param>
    public static string LedBy(string keys) => $"id = (select coalesce(merged_into, id) from customers where {keys} limit 1)";

    public static readonly Text ExternalId = new("externalId", "external_id", c => c.ExternalId, i => i.ExternalId,
        (i, v) => i.ExternalId = v)
    {
        Rule = Rules.Key(), Filter = ListFilter.Key("external_key") with { Condition = Leading("external_key") }, Key = "external_key",
            Folding = Keys.Fold, Reader = Keys.Clean,
        Headers = "", IsKept = true, IsSearched = true,
    };

    public static readonly Text Source = new("source", "source", c => c.Source, i => i.Source, (i, v) => i.Source = v)
    {
        Rule = Rules.Text(Rules.KeyMax), Filter = ListFilter.Key("source_key"), Key = "source_key", Folding = Keys.Fold,
        Reader = Keys.Clean, Headers = "", IsKept = true,
    };

    public static readonly Text Name = new("name", "name", c => c.Name, i => i.Name, (i, v) => i.Name = v)
    {
        Key = "name_key", Rule = Rules.Required(NameMax, breaks: true), Headers = "?fullname ?customername ?contactname ?displayname",
        Parts = ["firstname givenname forename", "middlename", "lastname familyname surname"], IsSearched = true, IsSorted = true,
            IsOwn = true,
    };

    public static readonly Text Organisation = new("organisation", "organisation", c => c.Organisation, i => i.Organisation,
        (i, v) => i.Organisation = v)
    {
        Rule = Rules.Text(NameMax, breaks: true),
            Headers = "organization company companyname ?organisationname ?organizationname ?accountname", IsSearched = true,
    };

    public static readonly Text Email = new("email", "email", c => c.Email, i => i.Email, (i, v) => i.Email = v)
    {
        Key = "email_key", IsUnique = true, Folding = Runtime.Values.Email.Key, Reader = Keys.Clean,
        HasKey = static customer => customer.EmailUnconfirmed is not true, Rule = Rules.Email(EmailMax),
        Filter = ListFilter.Email("email_key") with { Condition = Leading("email_key") },
            Headers = "emailaddress ?email1 ?emailaddress1 ?mail",
        IsSearched = true, IsOwn = true,
    };

    public static readonly Text Phone = new("phone", "phone", c => c.Phone, i => i.Phone, (i, v) => i.Phone = v)
    {
        Rule = Rules.Text(PhoneMax), Headers = "phonenumber telephone ?tel ?phone1 ?mobile ?mobilephone", IsSearched = true, IsPhone = true,
        IsOwn = true,
    };

    public static readonly Text Line = Part(
        "line", "line", "address addressline street ?streetaddress ?address1 ?addressline1", a => a.Line, (a, v) => a with { Line = v },
            LineMax, breaks: true);

    public static readonly Text City = Part("city", "city", "addresscity ?town", a => a.City, (a, v) => a with { City = v },
        isSearched: true);

    public static readonly Text Region = Part("region", "region", "addressregion state ?province ?county", a => a.Region, (a, v) =>
        a with { Region = v });

    public static readonly Text PostalCode = Part(
        "postalCode", "postal_code", "addresspostalcode postcode zip zipcode", a => a.PostalCode,
        (a, v) => a with { PostalCode = v }, PostalCodeMax);

    public static readonly Text Country = Part(
        "country", "country", "addresscountry", a => a.Country, (a, v) => a with { Country = v }, key: "country_key");

    public static readonly Text Status = new("status", "status", c => c.Status, i => i.Status, (i, v) => i.Status = v)
    {
        Rule = Rules.OneOf(Active, "inactive"), Filter = ListFilter.OneOf("status", Active, "inactive"), Headers = "", IsKept = true,
        Reader = static word => word.Trim().ToLowerInvariant(),
    };

    public static readonly CustomValuesField<Customer, CustomerInput> Custom = new(c => c.Custom, i => i.Custom, (i, v) => i.Custom = v)
    {
        Headers = "", IsKept = true,
    };

    public static readonly RecordTable<Customer, CustomerInput> Table = new(
        Kind, "customers", [ExternalId, Source, Name, Organisation, Email, Phone, Line, City, Region, PostalCode, Country, Status, Custom],
        new RecordSearch("customers_search", IndexedTo: "(select indexed_to from customers_indexing)"), more: "email_key, merged_into",
        only: "merged_into is null")
    {
        Json = ContractsJson.Wire.Customer,
        Make = Make,
        ReadMore = static (customer, row, at) => customer.Email is not null && row.IsNull(at)
            ? customer with { EmailUnconfirmed = true } : row.IsNull(at + 1) ? customer : customer with { MergedInto = row.Int64(at + 1) },
        LeadsTo = static customer => customer.MergedInto,
        WithId = static (customer, id) => customer with { Id = id },
        Owner = new("id", static customer => customer.Id),
    };

    /// <summary>That people may give it fields.</summary>
    public static readonly CustomFieldKind Fields = CustomFieldKind.Of<CustomerFieldCreated, CustomerFieldChanged, CustomerFieldDeleted>(
        Kind, "customers", Permissions.CustomersRead);

    /// <summary>All customers as they are, to be compared with their histories.</summary>
    public static readonly LiveRecords Live = Table.Live() with { LeftOut = [CustomCheck.Member, "emailUnconfirmed"] };

    public static readonly RecordReads<Customer, CustomerInput> Reads = new(Table)
    {
        Permission = Permissions.CustomersRead,
        OwnPermission = Permissions.CustomersReadOwn,
    };

    private static Customer Make(CustomerInput input, RecordStamp stamp, Customer? before) => new()
    {
        Id = stamp.Id,
        ExternalId = input.ExternalId,
        Source = input.Source,
        Organisation = input.Organisation,
        Name = input.Name!,
        Email = input.Email,
        EmailUnconfirmed = IsSameEmail(input.Email, before?.Email) ? before?.EmailUnconfirmed : null,
        Phone = input.Phone,
        Address = input.Address == new Address() ? null : input.Address,
        Status = input.Status ?? Active,
        Custom = input.Custom,
        Version = stamp.Version,
        CreatedAt = stamp.CreatedAt,
        UpdatedAt = stamp.UpdatedAt,
    };

    /// <summary>The customers that were merged into another one.</summary>
    public static ValueTask<IReadOnlyList<long>> MergedIntoAsync(IReader reader, long id) =>
        reader.QueryAsync("select id from customers where merged_into = $1 order by id", static row => row.Int64(0), id);

    /// <summary>Whether records are still on their way to a customer or from it, by a merge or by its undo.</summary>
    public static async ValueTask<bool> IsMovingAsync(IReader reader, long id) => await reader.FirstAsync(
        "select count(*) from customer_merges where (loser = $1 or survivor = $1) and state in ('following', 'undoing')",
        static row => row.Int64(0), id) > 0;

    /// <summary>The customer who has an address by now, or into whom that one was merged; 0 when nobody has it.</summary>
    public static ValueTask<long> HolderAsync(IReader reader, string email) => reader.FirstAsync(
        "select coalesce(merged_into, id) from customers where email_key = $1", static row => row.Int64(0),
        Runtime.Values.Email.Key(email));

    /// <summary>Whether something still has to follow into a customer, or back from it.</summary>
    public static async ValueTask<bool> IsFollowedAsync(IReader reader, long survivor) => await reader.FirstAsync(
        "select 1 from customer_merges where survivor = $1 and state in ('following', 'undoing') limit 1", static row => row.Int64(0),
        survivor) == 1;

    /// <summary>A filter by a key, which may be one of somebody who was merged into the customer.</summary>
    private static string Leading(string column) =>
        $"id in (select coalesce(c.merged_into, c.id) from customers c where c.{column} = {{0}})";

    /// <summary>Whether two addresses are one, in any case; none is no address.</summary>
    public static bool IsSameEmail(string? one, string? other) =>
        one is not null && string.Equals(Runtime.Values.Email.Key(one), Runtime.Values.Email.Key(other), StringComparison.Ordinal);

    /// <summary>A part of the address.</summary>
    private static Text Part(
        string leaf, string column, string headers, Func<Address, string?> of, Func<Address, string?, Address> with, int max = PlaceMax,
        bool breaks = false, bool isSearched = false, string? key = null) => new(
        $"address.{leaf}", column,
        customer => customer.Address is { } address ? of(address) : null,
        input => input.Address is { } address ? of(address) : null,
        (input, value) => input.Address = with(input.Address ?? new Address(), value))
    {
        Key = key, Rule = Rules.Text(max, breaks), Filter = key is null ? null : ListFilter.Folded(key), Headers = headers,
        IsSearched = isSearched, IsOwn = true,
    };
}
