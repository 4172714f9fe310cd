using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Lockstep.Contracts;
using Lockstep.Contracts.Json;

namespace Lockstep.Runtime.UseCases;

/// <summary>
/// The members of what a client says of a record that stands. What it can't set may come along as it stands, so that an answer can be sent
/// back; with another value it is refused, and so is what nobody knows. Nothing that a client says is lost without a word.
/// </summary>
public static class GivenMembers
{
    internal static readonly JsonNodeOptions AnyCase = new() { PropertyNameCaseInsensitive = true };

    /// <summary>Whether a member of a type can be set from JSON, or by a constructor.</summary>
    public static bool IsSettable(this JsonPropertyInfo member) =>
        !member.IsExtensionData && (member.Get ?? (object?)member.Set) is not null;

    /// <summary>What can be set of what is given; the rest goes into the errors, unless it says what stands.</summary>
    /// <param name="given">What is given.</param>
    /// <param name="standing">What stands; null for nothing.</param>
    /// <param name="type">What can be set; null for nothing.</param>
    /// <param name="errors">Gets the faults.</param>
    /// <param name="path">Where it is, with a dot at its end.</param>
    internal static JsonObject Settable(JsonObject given, JsonNode? standing, JsonTypeInfo? type, Errors errors, string path = "")
    {
        var (settable, stands) = (new JsonObject(AnyCase), standing as JsonObject);
        var members = type?.Properties.Where(static member => member.IsSettable()).ToList() ?? [];
        foreach (var (name, value) in given)
        {
            if (members.Find(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase)) is not { } member)
            {
                CheckOther(errors, path + name, value, stands, name, [.. members.Select(static one => one.Name)]);
                continue;
            }

            if (member.PropertyType == typeof(JsonObject))
            {
                // Names of its members are nobody's to know here.
                settable[name] = value?.DeepClone();
                continue;
            }

            var inner = type!.Options.GetTypeInfo(member.PropertyType);
            if (value is JsonObject deeper && inner.Kind is JsonTypeInfoKind.Object)
            {
                settable[name] = Settable(deeper, stands?[name], inner, errors, $"{path}{name}.");
            }
            else if (value is JsonObject told && stands?[name] is JsonObject known)
            {
                // An answer has an object where a client gives a single value: it only says what stands.
                Settable(told, known, null, errors, $"{path}{name}.");
            }
            else
            {
                settable[name] = value is JsonArray list && ItemOf(inner) is { } item
                    ? Items(list, stands?[name] as JsonArray ?? [], item, errors, path + name)
                    : value?.DeepClone();
            }
        }

        return settable;
    }

    private static JsonTypeInfo? ItemOf(JsonTypeInfo list) =>
        list.Kind is JsonTypeInfoKind.Enumerable && list.Type.GenericTypeArguments is [var item]
            && list.Options.GetTypeInfo(item) is { Kind: JsonTypeInfoKind.Object } type ? type : null;

    /// <summary>Items may have moved: each is held against one that stands and says the same of what can't be set.</summary>
    private static JsonArray Items(JsonArray given, JsonArray standing, JsonTypeInfo item, Errors errors, string path)
    {
        var items = new JsonArray();
        for (var index = 0; index < given.Count; index++)
        {
            if (given[index] is not JsonObject one)
            {
                items.Add(given[index]?.DeepClone());
                continue;
            }

            var known = standing.FirstOrDefault(other => Fits(one, other, item)) ?? (index < standing.Count ? standing[index] : null);
            items.Add(Settable(one, known, item, errors, $"{path}[{index}]."));
        }

        return items;
    }

    private static bool Fits(JsonObject given, JsonNode? standing, JsonTypeInfo item)
    {
        var errors = new Errors();
        Settable(given, standing, item, errors);
        return errors.None;
    }

    private static void CheckOther(
        Errors errors, string field, JsonNode? value, JsonObject? stands, string name, IReadOnlyCollection<string> known)
    {
        if (stands is null || !stands.TryGetPropertyValue(name, out var now))
        {
            errors.Add(field, $"Is not taken here; {Nearest.Hint(name, known)}");
        }
        else if (!IsSame(value, now))
        {
            errors.Add(field, $"Is {now?.ToJsonString() ?? "null"} and can't be set here; leave it out, or send it as it is.");
        }
    }

    /// <summary>Whether two values say the same: 4.50 and 4.5, or a moment in two zones.</summary>
    private static bool IsSame(JsonNode? one, JsonNode? two) => JsonNode.DeepEquals(one, two)
        || (TextOf(one) is { } first && TextOf(two) is { } second && Instant.Read(first) is { } at && at == Instant.Read(second));

    private static string? TextOf(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : null;
}
