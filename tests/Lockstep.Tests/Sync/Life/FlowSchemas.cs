using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lockstep.Sync.Flows;
using Lockstep.Tests.Tidy;

namespace Lockstep.Tests.Sync.Life;

/// <summary>
/// The JSON Schema of a flow's file: its fields are those that the reader asks for, their descriptions those of docs/flows.md and
/// docs/two-way.md.
/// </summary>
internal static partial class FlowSchemas
{
    private const string Tests = "tests";

    /// <summary>Where fields are told; what both tell is that of the first.</summary>
    private static readonly string[] Pages = ["docs/two-way.md", "docs/flows.md"];
    private const string Durations = "^[0-9]+([.][0-9]+)?(ms|s|m|h|d)$";

    /// <summary>Fields that hold a duration, or several.</summary>
    private static readonly string[] OfTime =
        ["timeout", "trigger.poll.every", "trigger.poll.overlap", "retry.first", "retry.max", "retry.patience", "retry.schedule"];

    private static readonly string[] Words = ["true", "false", "yes", "no", "on", "off", "y", "n"];

    /// <summary>The schema.</summary>
    public static JsonObject Make()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "A flow of Lockstep",
        };
        foreach (var (key, value) in Object(FlowReader.ShapeOfFlow(), "", Descriptions()).ToList())
        {
            schema[key] = value?.DeepClone();
        }

        schema["required"] = new JsonArray("name");
        schema["if"] = JsonNode.Parse(
            """{ "properties": { "enabled": { "enum": [false, "false", "no", "off", "n"] } }, "required": ["enabled"] }""");
        schema["else"] = JsonNode.Parse(
            """
            { "anyOf": [
              { "required": ["from", "to"], "anyOf": [{ "required": ["map"] }, { "required": ["set"] }] },
              { "required": ["between", "fields"] }] }
            """);
        return schema;
    }

    private static JsonObject Object(FlowShape shape, string path, IReadOnlyDictionary<string, string> descriptions)
    {
        if (shape.IsOpen)
        {
            return new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = new JsonObject
                {
                    ["anyOf"] = new JsonArray(Scalar(), IsOfParts(path) ? new JsonObject { ["type"] = "object" } : Pairs()),
                },
            };
        }

        var properties = new JsonObject();
        foreach (var (name, (kind, inner)) in shape.Fields)
        {
            var full = path.Length == 0 ? name : $"{path}.{name}";
            var field = Field(kind, inner, full, descriptions);
            if (descriptions.TryGetValue(full, out var description))
            {
                field["description"] = description;
            }

            properties[name] = field;
        }

        var made = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        if (path is "from")
        {
            made["required"] = new JsonArray("system", "kind", "on");
        }
        else if (path is "to")
        {
            made["oneOf"] = JsonNode.Parse("""[{ "required": ["system", "kind"] }, { "required": ["webhook", "secret"] }]""");
        }

        return made;
    }

    private static JsonObject Field(FieldShape kind, FlowShape? inner, string path, IReadOnlyDictionary<string, string> descriptions) =>
        kind switch
    {
        FieldShape.Part => Object(inner!, path, descriptions),
        FieldShape.PartOrTexts => new JsonObject
        {
            ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "array", ["items"] = ItemOf(path) }, Object(inner!, path, descriptions)),
        },
        FieldShape.List => new JsonObject { ["type"] = "array", ["items"] = Object(inner!, path, descriptions) },
        FieldShape.Texts => new JsonObject { ["type"] = "array", ["items"] = ItemOf(path) },
        FieldShape.Pairs => Pairs(),
        FieldShape.Json => [],
        FieldShape.Flag => new JsonObject { ["enum"] = new JsonArray([true, false, .. Words.Select(static word => (JsonNode)word)]) },
        FieldShape.Number => new JsonObject { ["type"] = "number" },
        FieldShape.Whole => new JsonObject { ["type"] = "integer" },
        _ => path is "name" ? Text($"^{FlowCheck.Name}$") : OfTime.Contains(path, StringComparer.Ordinal) ? Text(Durations) : Scalar(),
    };

    private static bool IsOfParts(string path) => path is "fields" or "match.rules";

    private static JsonObject ItemOf(string path) => path is "from.on"
        ? new JsonObject { ["enum"] = new JsonArray([.. FlowCheck.Changes.Select(static word => (JsonNode)word)]) }
        : OfTime.Contains(path, StringComparer.Ordinal) ? Text(Durations) : Scalar();

    private static JsonObject Text(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    /// <summary>What YAML takes for a number or a truth value is a text here all the same; nothing is as good as left out.</summary>
    private static JsonObject Scalar() => new() { ["type"] = new JsonArray("string", "number", "boolean", "null") };

    private static JsonObject Pairs() => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") },
    };

    /// <summary>What the tables of the page say, by field; and that they say it of every field.</summary>
    public static IReadOnlyDictionary<string, string> Descriptions()
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in Pages.SelectMany(static page => Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, page)))))
        {
            foreach (Match name in Name().Matches(row.Groups["names"].Value))
            {
                found[name.Groups["name"].Value] = Link().Replace(row.Groups["meaning"].Value, "${text}")
                    .Replace("`", "", StringComparison.Ordinal).Trim();
            }
        }

        return found;
    }

    /// <summary>The fields that hold a value, with their whole names; what tests hold is told elsewhere.</summary>
    public static IEnumerable<string> Fields(FlowShape shape, string path = "") => shape.Fields.SelectMany(field =>
    {
        var full = path.Length == 0 ? field.Key : $"{path}.{field.Key}";
        return field.Value.Inner is { IsOpen: false } inner && full is not Tests ? Fields(inner, full) : [full];
    });

    [GeneratedRegex(@"^\| (?<names>`[^|]+`) \|[^|]*\| (?<meaning>.+) \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Name();

    [GeneratedRegex(@"\[(?<text>[^\]]+)\]\([^)]+\)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Link();
}
