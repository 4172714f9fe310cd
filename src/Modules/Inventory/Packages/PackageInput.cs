using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Inventory.Packages;

/// <summary>What a client may say about a new package.</summary>
internal sealed record PackageInput
{
    /// <summary>Required.</summary>
    [JsonConverter(typeof(WholeNumberConverter))]
    public long? CustomerId { get; init; }

    /// <summary>The customer's name of now when left out.</summary>
    public string? CustomerName { get; init; }

    /// <summary><c>welcome</c> (the default) or <c>parcel</c>, in any case.</summary>
    public string? Kind { get; init; }

    /// <summary>The values of the fields that the site gave to packages, by their names.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonObject? Custom { get; init; }
}

/// <summary>What may change of a package.</summary>
internal sealed record PackageChange
{
    /// <summary>Where it goes, in any case.</summary>
    public string? Status { get; init; }

    /// <summary>The values of the fields that the site gave to packages, by their names.</summary>
    public JsonObject? Custom { get; init; }
}

/// <summary>What makes a package valid.</summary>
internal static class PackageRules
{
    public const string Welcome = "welcome";
    public const string Parcel = "parcel";
    public const int CustomerNameMax = 150;

    /// <summary>The kind of a name in any case, welcome for none; null when there is no such kind.</summary>
    public static string? ParseKind(string? text) => text switch
    {
        null => Welcome,
        _ when string.Equals(text, Welcome, StringComparison.OrdinalIgnoreCase) => Welcome,
        _ when string.Equals(text, Parcel, StringComparison.OrdinalIgnoreCase) => Parcel,
        _ => null,
    };

    public static Errors Check(PackageInput input)
    {
        var errors = new Errors();
        if (input.CustomerId is not > 0)
        {
            errors.Add("customerId", "Must be given: the id of a customer.");
        }

        if (input.CustomerName is not null)
        {
            TextRules.CheckRequired(errors, "customerName", input.CustomerName, CustomerNameMax, breaks: true);
        }

        if (ParseKind(input.Kind) is null)
        {
            errors.Add("kind", "Must be welcome or parcel.");
        }

        return errors;
    }
}
