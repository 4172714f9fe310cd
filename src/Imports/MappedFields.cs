using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

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
            return (Typed(fields, type).Deserialize(type), spoken, null);
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

    /// <summary>
    /// The fields with numbers as texts where texts are wanted, for the id of one system is the external id in another, and the other way
    /// round, for a constant of a flow is a text.
    /// </summary>
    public static JsonObject Typed(JsonObject fields, JsonTypeInfo type) =>
        new(
            fields.Select(field =>
                KeyValuePair.Create(
                    field.Key,
                    MemberOf(type, field.Key) is { } member
                        ? Typed(field.Value, type.Options.GetTypeInfo(member.PropertyType))
                        : field.Value?.DeepClone())
            ));

    private static JsonNode? Typed(JsonNode? value, JsonTypeInfo wanted) => value switch
    {
        JsonValue number when wanted.Type == typeof(string) && number.GetValueKind() is JsonValueKind.Number => number.ToJsonString(),
        JsonValue text when IsNumber(wanted.Type) && text.GetValueKind() is JsonValueKind.String
            && Numbers.Read(text.GetValue<string>()) is { } number => number,
        JsonObject inner when wanted.Kind is JsonTypeInfoKind.Object => Typed(inner, wanted),
        JsonArray items when wanted is { Kind: JsonTypeInfoKind.Enumerable, Type.GenericTypeArguments: [var item] } =>
            new JsonArray([.. items.Select(one => Typed(one, wanted.Options.GetTypeInfo(item)))]),
        _ => value?.DeepClone(),
    };

    private static bool IsNumber(Type type) => type == typeof(long?) || type == typeof(decimal?);

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
