using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Runtime.Dialects;

/// <summary>A member of a body in a dialect, and what it means.</summary>
/// <param name="Name">As the dialect calls it.</param>
/// <param name="Canonical">As the record calls it.</param>
/// <param name="Value">What it says.</param>
public readonly record struct GivenMember(string Name, string Canonical, JsonNode? Value);

/// <summary>
/// The body of a PUT in a dialect, as a change of the record. A dialect knows some members of a record only: what it does not know, and
/// what its client leaves out, stays as it is; null empties.
/// </summary>
public static class GivenBody
{
    /// <summary>The body as what it says, or why it can't be read.</summary>
    /// <param name="whole">The body.</param>
    /// <param name="type">What the dialect knows of the record.</param>
    public static (T? Said, Refusal? Refusal) Read<T>(WholeRecord whole, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return (whole.Members.Deserialize(type)!, null);
        }
        catch (JsonException fault)
        {
            return (null, JsonFaults.ToRefusal(fault));
        }
    }

    /// <summary>The change as a merge patch of the record, or why the body can't be read.</summary>
    /// <param name="whole">The body.</param>
    /// <param name="type">What the dialect knows of the record.</param>
    /// <param name="members">What each member says.</param>
    public static (JsonObject? Patch, Refusal? Refusal) Read<T>(
        WholeRecord whole, JsonTypeInfo<T> type, Func<T, IReadOnlyList<GivenMember>> members)
        where T : class
    {
        var (said, refusal) = Read(whole, type);
        if (said is null)
        {
            return (null, refusal);
        }

        var patch = new JsonObject();
        foreach (var member in members(said))
        {
            if (whole.Members.Any(given => string.Equals(given.Key, member.Name, StringComparison.OrdinalIgnoreCase)))
            {
                patch[member.Canonical] = member.Value;
            }
        }

        return (patch, null);
    }
}
