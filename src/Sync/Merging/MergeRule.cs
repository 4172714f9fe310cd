using System.Text.Json.Nodes;

namespace Lockstep.Sync.Merging;

/// <summary>How one field of a record is kept in step.</summary>
/// <param name="Field">Its name in the flow.</param>
internal sealed record MergeRule(string Field)
{
    /// <summary>The side whose change counts when both changed it; null for none.</summary>
    public Side? Owner { get; init; }

    /// <summary>
    /// The side that alone says what the field is: the other one is always given it, whatever was changed there. Null when both sides may
    /// change it, which is the rule.
    /// </summary>
    public Side? From { get; init; }

    /// <summary>
    /// Where nobody owns it: the newer change counts when the clocks tell which that is, to this tolerance. Null when a person decides.
    /// </summary>
    public TimeSpan? NewestWithin { get; init; }

    /// <summary>
    /// For a list of objects: the member by which an element is known on both sides, for example <c>sku</c>. Null when the list is one
    /// value.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>Which differences of texts and numbers are none.</summary>
    public Likeness Likeness { get; init; } = new();

    /// <summary>Whether two values are one. The order of a keyed list does not count, nor how its keys are spelled.</summary>
    public bool AreSame(JsonNode? one, JsonNode? other) =>
        Key is { } key && Elements.Of(one, key, Likeness) is { } some && Elements.Of(other, key, Likeness) is { } others
        ? some.Count == others.Count && some.All(element => others.TryGetValue(element.Key, out var twin)
            && Likeness.AreSame(element.Value, Elements.Spelled(twin, key, element.Value[key]!)))
        : Likeness.AreSame(one, other);

    /// <summary>Whether a value tells anything: a list or an object without content does not.</summary>
    public bool Says(JsonNode? value) => value switch
    {
        JsonArray list => list.Count > 0,
        JsonObject some => some.Any(member => Says(member.Value)),
        _ => !Likeness.AreSame(value, null),
    };
}
