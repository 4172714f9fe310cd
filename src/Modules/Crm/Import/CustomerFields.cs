using Lockstep.Imports;

namespace Lockstep.Crm.Import;

/// <summary>What a column of an import of customers can become.</summary>
internal static class CustomerFields
{
    public const int Name = 0;
    public const int Organisation = 1;
    public const int Email = 2;
    public const int Phone = 3;
    public const int ExternalId = 4;
    public const int Source = 5;
    public const int Status = 6;
    public const int Line = 7;
    public const int City = 8;
    public const int Region = 9;
    public const int PostalCode = 10;
    public const int Country = 11;

    /// <summary>The names that a map may use, and that headers are recognised by without one.</summary>
    public static FieldTable Table { get; } = new(
        "name", "organisation organization company companyname", "email emailaddress", "phone phonenumber telephone", "externalId", "source", "status",
        "line address addressline street", "city addresscity", "region addressregion state", "postalCode addresspostalcode postcode zip zipcode",
        "country addresscountry")
    {
        Nested = "address",
    };
}
