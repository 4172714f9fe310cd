using System.Text.Json.Nodes;
using Lockstep.Contracts.Customers;

namespace Lockstep.Crm.Dialects;

/// <summary>An address in one line, both ways.</summary>
internal static class AddressLine
{
    /// <summary>The parts one behind the other; null when there are none.</summary>
    public static string? Of(Address? address)
    {
        string?[] parts = address is null
            ? []
            : [address.Line, Join(" ", address.PostalCode, address.City), address.Region, address.Country];
        return Join(", ", parts) is { Length: > 0 } line ? line : null;
    }

    /// <summary>
    /// A patch of the customer as it is. A line that comes back as it was read leaves the parts as they are; another one takes the place
    /// of all of them.
    /// </summary>
    /// <param name="patch">The patch, with the line as the address.</param>
    /// <param name="before">The customer.</param>
    public static JsonObject InParts(JsonObject patch, Customer before)
    {
        var parted = patch.DeepClone().AsObject();
        if (parted.ContainsKey("address"))
        {
            var line = parted["address"]?.GetValue<string>();
            parted["address"] = string.IsNullOrEmpty(line) ? null : new JsonObject
            {
                ["line"] = line, ["city"] = null, ["region"] = null, ["postalCode"] = null, ["country"] = null,
            };
            _ = string.Equals(line, Of(before.Address), StringComparison.Ordinal) && parted.Remove("address");
        }

        return parted;
    }

    /// <summary>The dialect's name of a field.</summary>
    public static string Field(string canonical) => canonical.StartsWith("address.", StringComparison.Ordinal) ? "address" : canonical;

    private static string Join(string between, params IEnumerable<string?> parts) =>
        string.Join(between, parts.Where(static part => !string.IsNullOrEmpty(part)));
}
