using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Imports;

/// <summary>
/// Fields as a flow mapped them, by the names of the API: those that it does not map stay as they are, as with the columns of a file.
/// </summary>
public static class MappedFields
{
    private static readonly FieldTable NoFields = new();

    /// <summary>Reads the fields; a name that the record does not have, or a value of another type, is refused.</summary>
    /// <typeparam name="T">What a client may say of the record.</typeparam>
    /// <param name="fields">The fields.</param>
    /// <param name="table">The fields of an import of such records.</param>
    /// <param name="type">How the fields are read.</param>
    public static (T? Input, FieldSet Spoken, Refusal? Refusal) Read<T>(JsonObject fields, FieldTable table, JsonTypeInfo<T> type)
        where T : class
    {
        var (errors, spoken) = (new Errors(), default(FieldSet));
        foreach (var (name, value) in fields)
        {
            if (MemberOf(type, name) is not { } member)
            {
                errors.Add(name, "Is no field of this record.");
            }
            else if (value is JsonObject inner && string.Equals(name, table.Nested, StringComparison.OrdinalIgnoreCase))
            {
                spoken = Inner(type.Options.GetTypeInfo(member.PropertyType), name, inner, table, spoken, errors);
            }
            else if (value is null && string.Equals(name, table.Nested, StringComparison.OrdinalIgnoreCase))
            {
                // All of it is empty, not only the field that happens to be called like the whole.
                spoken = type.Options.GetTypeInfo(member.PropertyType).Properties
                    .Select(inner => table.Find(inner.Name)).OfType<int>().Aggregate(spoken, static (known, inner) => known.With(inner));
            }
            else if (table.Find(name) is { } field)
            {
                spoken = spoken.With(field);
            }
        }

        if (errors.ToRefusal() is { } refusal)
        {
            return (null, default, refusal);
        }

        try
        {
            return (Texts(fields, type).Deserialize(type), spoken, null);
        }
        catch (JsonException fault)
        {
            return (null, default, JsonFaults.ToRefusal(fault));
        }
    }

    /// <summary>The same for a record that no file of rows can be of: which of its fields are mapped is not told.</summary>
    public static (T? Input, Refusal? Refusal) Read<T>(JsonObject fields, JsonTypeInfo<T> type)
        where T : class
    {
        var (input, _, refusal) = Read(fields, NoFields, type);
        return (input, refusal);
    }

    /// <summary>The fields with numbers as texts where texts are wanted: the id of one system is the external id in another.</summary>
    private static JsonObject Texts(JsonObject fields, JsonTypeInfo type)
    {
        var texts = new JsonObject();
        foreach (var (name, value) in fields)
        {
            var wanted = MemberOf(type, name)?.PropertyType;
            texts[name] = value switch
            {
                JsonValue number when wanted == typeof(string) && number.GetValueKind() is JsonValueKind.Number => number.ToJsonString(),
                JsonObject inner when wanted is not null => Texts(inner, type.Options.GetTypeInfo(wanted)),
                _ => value?.DeepClone(),
            };
        }

        return texts;
    }

    private static FieldSet Inner(JsonTypeInfo type, string name, JsonObject inner, FieldTable table, FieldSet spoken, Errors errors)
    {
        foreach (var (member, _) in inner)
        {
            if (MemberOf(type, member) is not null && table.Find(member) is { } field)
            {
                spoken = spoken.With(field);
            }
            else
            {
                errors.Add($"{name}.{member}", "Is no field of this record.");
            }
        }

        return spoken;
    }

    private static JsonPropertyInfo? MemberOf(JsonTypeInfo type, string name) =>
        type.Properties.FirstOrDefault(member => string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase));
}
