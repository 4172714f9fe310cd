using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Runtime.Values;

namespace Lockstep.Sync.Merging;

/// <summary>
/// Which values count as one, for systems trim, fold and round what they are given. A number is one however it is written (5000.00 and
/// 5e3), a missing member is null, and the order of members does not count.
/// </summary>
internal sealed record Likeness
{
    /// <summary>Texts that differ in blanks at their ends only are one, and an empty text is none.</summary>
    public bool Trims { get; init; }

    /// <summary>Texts that differ in case only are one.</summary>
    public bool FoldsCase { get; init; }

    /// <summary>Numbers that are one when rounded to this many places, half away from zero, are one; 0 to 15. Null for exactly.</summary>
    public int? Places { get; init; }

    /// <summary>Whether two values are one.</summary>
    public bool AreSame(JsonNode? one, JsonNode? other) => (one, other) switch
    {
        (JsonObject some, JsonObject others) => some.Select(static member => member.Key)
            .Union(others.Select(static member => member.Key), StringComparer.Ordinal)
            .All(name => AreSame(some[name], others[name])),
        (JsonArray some, JsonArray others) => some.Count == others.Count && some.Zip(others).All(pair => AreSame(pair.First, pair.Second)),
        (JsonObject or JsonArray, _) or (_, JsonObject or JsonArray) => false,
        _ => Equals(Plain(one), Plain(other)),
    };

    /// <summary>
    /// By what an element with this key is known: a number also where the other side has it as a text. Null when it is no key.
    /// </summary>
    public string? KeyOf(JsonValue key) => key.GetValueKind() switch
    {
        JsonValueKind.String => Text(key.GetValue<string>()),
        // Exactly: two keys that round to one number are two elements.
        JsonValueKind.Number => (this with { Places = null }).Number(key) is decimal exact
            ? exact.ToString("0.############################", CultureInfo.InvariantCulture)
            : key.ToJsonString(),
        _ => key.ToJsonString(),
    };

    private object? Plain(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => null,
        JsonValueKind.String => Text(value.GetValue<string>()),
        JsonValueKind.Number => Number(value),
        var kind => kind,
    };

    private string? Text(string text)
    {
        var plain = Trims ? text.Trim() : text;
        return Trims && plain.Length == 0 ? null : FoldsCase ? TextRules.Fold(plain) : TextRules.Normalize(plain, NormalizationForm.FormC);
    }

    private object Number(JsonNode number) => decimal.TryParse(
        number.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
        ? Places is { } places ? Math.Round(exact, places, MidpointRounding.AwayFromZero) : exact
        : number.ToJsonString();
}
