using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Lockstep.Connectors.Rest.Files;

/// <summary>
/// Where something lies in a JSON document: the part of JMESPath that says just that. Names with dots, <c>[0]</c> for a place in a list,
/// and
/// <c>||</c> for what counts when the first is null or missing.
/// </summary>
internal sealed partial class JsonPath
{
    private readonly string _text;
    private readonly IReadOnlyList<IReadOnlyList<Step>> _ways;

    private JsonPath(string text, IReadOnlyList<IReadOnlyList<Step>> ways) => (_text, _ways) = (text, ways);

    /// <summary>The document itself.</summary>
    public static JsonPath Whole { get; } = new("", [[]]);

    /// <summary>Reads a path; null when it is none.</summary>
    public static JsonPath? Parse(string text)
    {
        var ways = new List<IReadOnlyList<Step>>();
        foreach (var way in text.Split("||"))
        {
            if (!Shape().IsMatch(way.Trim()))
            {
                return null;
            }

            ways.Add([.. StepShape().Matches(way.Trim()).Select(static step => step.Groups["place"] is { Success: true, Value: var place }
                ? new Step("", int.Parse(place, CultureInfo.InvariantCulture)) : new Step(step.Groups["name"].Value, 0))]);
        }

        return new JsonPath(text, ways);
    }

    /// <summary>What lies there; null when nothing does, or a null.</summary>
    public JsonElement? Find(JsonElement document)
    {
        foreach (var way in _ways)
        {
            if (Find(document, way) is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>
    /// What lies there as text: a text, or a number or a word as it is written. Null when nothing does, or more than one value.
    /// </summary>
    public string? Text(JsonElement document) => Find(document) is not { } found ? null : found.ValueKind switch
    {
        JsonValueKind.String => found.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => found.GetRawText(),
        _ => null,
    };

    /// <summary>Whether it leads to the first of a list that has none.</summary>
    public bool IsEmptyList(JsonElement document) => _ways.Any(way => way.Count > 0 && way[^1] == new Step("", 0)
        && Find(document, [.. way.Take(way.Count - 1)]) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 0);

    /// <summary>As it was written.</summary>
    public override string ToString() => _text;

    private static JsonElement? Find(JsonElement element, IReadOnlyList<Step> way)
    {
        foreach (var (name, place) in way)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object when name.Length > 0 && element.TryGetProperty(name, out var member):
                    element = member;
                    break;
                case JsonValueKind.Array when name.Length == 0 && place < element.GetArrayLength():
                    element = element[place];
                    break;
                default:
                    return null;
            }
        }

        return element;
    }

    [GeneratedRegex(
        "^(([A-Za-z_$@][A-Za-z0-9_$@-]*|\"[^\"]+\")(\\[\\d{1,6}\\])*|(\\[\\d{1,6}\\])+)"
        + "(\\.([A-Za-z_$@][A-Za-z0-9_$@-]*|\"[^\"]+\")(\\[\\d{1,6}\\])*)*\\z",
        RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Shape();

    [GeneratedRegex("\\[(?<place>\\d{1,6})\\]|\"(?<name>[^\"]+)\"|(?<name>[A-Za-z_$@][A-Za-z0-9_$@-]*)", RegexOptions.ExplicitCapture,
        1_000)]
    private static partial Regex StepShape();

    private readonly record struct Step(string Name, int Place);
}
