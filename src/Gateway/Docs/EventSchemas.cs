using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Lockstep.Contracts.Events;
using Lockstep.Contracts.Json;

namespace Lockstep.Gateway.Docs;

/// <summary>JSON schemas of events: the envelope of CloudEvents 1.0, and the records in it as they are written.</summary>
internal static class EventSchemas
{
    private static readonly JsonSchemaExporterOptions AsWritten = new()
    {
        TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Adjust,
    };

    /// <summary>Of each record that an event carries, by the name of its type.</summary>
    public static JsonObject Records() => new(
        EventTypes.All.Select(static type => type.Record).Distinct().OrderBy(static record => record.Name, StringComparer.Ordinal)
            .Select(static record => KeyValuePair.Create(
                record.Name, (JsonNode?)Placed(ContractsJson.Wire.GetTypeInfo(record)!.GetJsonSchemaAsNode(AsWritten), record.Name))));

    /// <summary>A schema refers to its own parts as if it were the whole document; here it is a part of one.</summary>
    private static JsonNode Placed(JsonNode schema, string name)
    {
        foreach (var part in schema is JsonObject members ? members.Select(static member => member.Value) : schema as JsonArray ?? [])
        {
            _ = part is null ? null : Placed(part, name);
        }

        if (schema is JsonObject node && node["$ref"] is JsonValue reference)
        {
            node["$ref"] = $"#/components/schemas/{name}{((string)reference!)[1..]}";
        }

        return schema;
    }

    /// <summary>Of one event as it is sent.</summary>
    public static JsonObject Of(EventType type) => Object(
        ("specversion", Word("1.0")),
        ("id", Text("uuid")),
        ("source", Text()),
        ("type", Word(type.Name)),
        ("subject", new JsonObject { ["type"] = "string", ["pattern"] = $"^{type.Kind}s/[0-9]+$" }),
        ("time", Text("date-time")),
        ("datacontenttype", Word("application/json")),
        ("data", Object(
            ("record", new JsonObject
            {
                ["oneOf"] = new JsonArray(
                    new JsonObject { ["$ref"] = $"#/components/schemas/{type.Record.Name}" }, new JsonObject { ["type"] = "null" }),
            }),
            ("version", new JsonObject { ["type"] = "integer" }),
            ("changed", new JsonObject { ["type"] = "array", ["items"] = Text() }),
            ("origin", Text()))));

    /// <summary>An object all of whose members are there.</summary>
    public static JsonObject Object(params (string Name, JsonObject Schema)[] members) => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray([.. members.Select(static member => (JsonNode)member.Name)]),
        ["properties"] = new JsonObject(members.Select(static member => KeyValuePair.Create(member.Name, (JsonNode?)member.Schema))),
    };

    public static JsonObject Text(string? format = null) =>
        format is null ? new JsonObject { ["type"] = "string" } : new JsonObject { ["type"] = "string", ["format"] = format };

    private static JsonObject Word(string word) => new() { ["type"] = "string", ["enum"] = new JsonArray(word) };

    /// <summary>
    /// The same as <see cref="WireSchemas"/> says to the framework: instants are texts, numbers never are, and null may be left out.
    /// </summary>
    private static JsonNode Adjust(JsonSchemaExporterContext context, JsonNode schema)
    {
        var type = context.TypeInfo.Type;
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        var isNull = plain != type;
        if (plain == typeof(DateTimeOffset))
        {
            return new JsonObject { ["type"] = TypeOf("string", isNull), ["format"] = "date-time" };
        }

        if (plain == typeof(long) || plain == typeof(int) || plain == typeof(decimal))
        {
            return new JsonObject { ["type"] = TypeOf(plain == typeof(decimal) ? "number" : "integer", isNull) };
        }

        if (schema is JsonObject node && node["properties"] is JsonObject members && node["required"] is JsonArray required)
        {
            node["required"] = new JsonArray(
                [.. required.Where(name => !MayBeNull(members[(string)name!]!)).Select(static name => (JsonNode)(string)name!)]);
        }

        return schema;
    }

    private static JsonNode TypeOf(string word, bool isNull) => isNull ? new JsonArray(word, "null") : JsonValue.Create(word);

    private static bool MayBeNull(JsonNode member) =>
        member["type"] is JsonArray types && types.Any(static type => (string?)type is "null");
}
