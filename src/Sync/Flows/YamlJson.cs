using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Lockstep.Sync.Flows;

/// <summary>JSON as people write it in YAML: what is quoted is a text, and what JSON would take as a number is that number.</summary>
internal static class YamlJson
{
    private const int DepthMax = 64;

    /// <exception cref="FormatException">It can't be said in JSON.</exception>
    public static JsonNode? Of(YamlNode node, int depth = 0) => node switch
    {
        _ when depth > DepthMax => throw new FormatException($"it has more than {DepthMax} levels"),
        YamlScalarNode scalar => OfScalar(scalar),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(child => Of(child, depth + 1))]),
        YamlMappingNode members => OfMembers(members, depth),
        _ => throw new FormatException("it is an alias"),
    };

    private static JsonObject OfMembers(YamlMappingNode members, int depth)
    {
        var made = new JsonObject();
        foreach (var (key, value) in members.Children)
        {
            made[(key as YamlScalarNode)?.Value ?? throw new FormatException("a name is no text")] = Of(value, depth + 1);
        }

        return made;
    }

    private static JsonValue? OfScalar(YamlScalarNode scalar) => scalar switch
    {
        { Style: not (ScalarStyle.Plain or ScalarStyle.Any) } => JsonValue.Create(scalar.Value),
        { Value: null or "" or "~" or "null" } => null,
        { Value: "true" or "false" } => JsonValue.Create(scalar.Value is "true"),
        { Value: ['-' or (>= '0' and <= '9'), ..] text } when Number(text) is { } number => JsonValue.Create(number),
        _ => JsonValue.Create(scalar.Value),
    };

    private static JsonElement? Number(string text)
    {
        try
        {
            return JsonElement.Parse(text) is { ValueKind: JsonValueKind.Number } number ? number : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
