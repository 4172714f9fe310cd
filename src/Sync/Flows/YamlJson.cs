using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Lockstep.Sync.Flows;

/// <summary>JSON as people write it in YAML: what is quoted is a text, and what JSON would take as a number is that number.</summary>
internal static class YamlJson
{
    private const int DepthMax = 64;
    private const int NodesMax = 100_000;

    /// <exception cref="FormatException">It can't be said in JSON.</exception>
    public static JsonNode? Of(YamlNode node)
    {
        var left = NodesMax;
        return Of(node, 0, ref left);
    }

    /// <summary>A node that is named in several places is said in each of them, so that a short text can be a very long one.</summary>
    private static JsonNode? Of(YamlNode node, int depth, ref int left) => node switch
    {
        _ when depth > DepthMax => throw new FormatException($"it has more than {DepthMax} levels"),
        _ when --left < 0 => throw new FormatException($"it has more than {NodesMax} parts"),
        YamlScalarNode scalar => OfScalar(scalar),
        YamlSequenceNode list => OfList(list, depth, ref left),
        YamlMappingNode members => OfMembers(members, depth, ref left),
        _ => throw new FormatException("it is an alias"),
    };

    private static JsonArray OfList(YamlSequenceNode list, int depth, ref int left)
    {
        var made = new JsonArray();
        foreach (var child in list.Children)
        {
            made.Add(Of(child, depth + 1, ref left));
        }

        return made;
    }

    private static JsonObject OfMembers(YamlMappingNode members, int depth, ref int left)
    {
        var made = new JsonObject();
        foreach (var (key, value) in members.Children)
        {
            made[(key as YamlScalarNode)?.Value ?? throw new FormatException("a name is no text")] = Of(value, depth + 1, ref left);
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
