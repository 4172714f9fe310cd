using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Systems;
using Lockstep.Runtime.Custom;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Inventory.Packages;

/// <summary>Reads the fields that a flow mapped for a package.</summary>
internal static class PackageFields
{
    private const int NaturalKeyMax = 300;

    /// <summary>The package to make, or one sentence on why there can be none.</summary>
    public static (NewPackage? Wanted, string? Refusal) Read(ModuleWrite write)
    {
        var fields = write.Fields;
        if (write.NaturalKey.Length is 0 or > NaturalKeyMax)
        {
            return (null, $"The natural key must have 1 to {NaturalKeyMax} characters.");
        }

        if (Whole(fields["customerId"]) is not (> 0 and var customerId))
        {
            return (null, "customerId must be the id of a customer, a whole number above 0.");
        }

        if (Text(fields["customerName"]) is not { } name || Faults(name) is not null)
        {
            return (null, $"customerName must be a text of 1 to {PackageRules.CustomerNameMax} characters.");
        }

        if (fields[CustomCheck.Member] is not (null or JsonObject))
        {
            return (null, "custom must be an object with the values by their names.");
        }

        var kind = fields["kind"] is { } node ? Text(node) ?? "" : null;
        return PackageRules.ParseKind(kind) is { } known
            ? (new NewPackage
            {
                CustomerId = customerId, CustomerName = name, Kind = known, NaturalKey = write.NaturalKey,
                Custom = fields[CustomCheck.Member]?.DeepClone() as JsonObject,
            }, null)
            : (null, "kind must be welcome or parcel.");
    }

    private static Refusal? Faults(string name)
    {
        var errors = new Errors();
        TextRules.CheckRequired(errors, "customerName", name, PackageRules.CustomerNameMax, breaks: true);
        return errors.ToRefusal();
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>A mapping may hand over 42 as any kind of number, 42.0 too.</summary>
    private static long? Whole(JsonNode? node) => node is JsonValue value && value.GetValueKind() is JsonValueKind.Number
        ? Numbers.Whole(Numbers.Read(value.ToJsonString()))
        : null;
}
