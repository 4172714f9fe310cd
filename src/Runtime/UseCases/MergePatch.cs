using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
namespace Lockstep.Runtime.UseCases;

/// <summary>JSON Merge Patch (RFC 7396): members replace, null removes, objects merge.</summary>
public static class MergePatch
{
    /// <summary>
    /// What a patch makes of a record, or why it does not fit; names of members match in any case, as in every other body.
    /// </summary>
    /// <param name="record">The record as it stands.</param>
    /// <param name="patch">The patch.</param>
    /// <param name="type">What can be set.</param>
    public static (T? Patched, Refusal? Refusal) TryApply<T>(byte[] record, JsonObject patch, JsonTypeInfo<T> type)
        where T : class
    {
        var (standing, errors) = (JsonNode.Parse(record, GivenMembers.AnyCase)!.AsObject(), new Errors());
        var given = GivenMembers.Settable(patch, standing, type, errors);
        return errors.ToRefusal() is { } refusal
            ? (null, refusal)
            : Read(Apply(GivenMembers.Settable(standing, standing, type, errors), given)!, type);
    }

    /// <summary>The same for a body that says the whole of a record: what it leaves out is empty afterwards.</summary>
    /// <param name="record">The record as it stands.</param>
    /// <param name="whole">What is to be in its place.</param>
    /// <param name="type">What can be set.</param>
    public static (T? Input, Refusal? Refusal) TryReplace<T>(byte[] record, JsonObject whole, JsonTypeInfo<T> type)
        where T : class
    {
        var errors = new Errors();
        var given = GivenMembers.Settable(whole, JsonNode.Parse(record, GivenMembers.AnyCase), type, errors);
        return errors.ToRefusal() is { } refusal ? (null, refusal) : Read(given, type);
    }

    /// <summary>The target with the patch applied; both stay as they are.</summary>
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
        {
            return patch?.DeepClone();
        }

        var result = target is JsonObject before ? (JsonObject)before.DeepClone() : [];
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                result.Remove(name);
            }
            else
            {
                result[name] = Apply(result[name], value);
            }
        }

        return result;
    }

    private static (T? Input, Refusal? Refusal) Read<T>(JsonNode given, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return (given.Deserialize(type), null);
        }
        catch (JsonException fault)
        {
            return (null, JsonFaults.ToRefusal(fault));
        }
    }
}
