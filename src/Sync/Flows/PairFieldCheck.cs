using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lockstep.Connectors.Sdk.Settings;
using Lockstep.Sync.JmesPath;
using Lockstep.Sync.JmesPath.Syntax;
using Lockstep.Sync.JmesPath.Values;
using Lockstep.Sync.Merging;

namespace Lockstep.Sync.Flows;

/// <summary>Checks a field that two sides have in common, and makes the field of it.</summary>
/// <param name="scope">What expressions may use, and cost.</param>
/// <param name="fault">Hears of each fault.</param>
internal sealed partial class PairFieldCheck(Scope scope, Action<string> fault)
{
    private const int PlacesMax = 15;
    private static readonly TimeSpan ToleranceMax = TimeSpan.FromDays(1);
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);
    private static readonly string[] Sides = ["left", "right"];

    /// <summary>The field; null when it has faults.</summary>
    /// <param name="part">As it stands in the file.</param>
    /// <param name="conflicts">Who decides where the field says nothing: <c>ask</c>, a side or <c>newest</c>.</param>
    public PairField? Check(PairFile.FieldPart part, string conflicts)
    {
        Expect(NamePattern().IsMatch(part.Name), $"{part.Place}: a field is called by 1 to 60 letters, digits and _");
        Expect(part is { Left: not null, Right: not null }, $"{part.Place} must say where left and right have it");
        Word(part, "owner", part.Owner);
        Word(part, "from", part.From);
        Expect(part.Owner is null || part.From is null, $"{part.Place}: owner or from, not both");
        Expect(part.Key is null or { Length: > 0 and <= 60 }, $"{part.Place}.key must name a member");
        if (part is not { Left: { } left, Right: { } right })
        {
            return null;
        }

        var (onLeft, onRight) = (Side(left, part.ToLeft), Side(right, part.ToRight));
        if (onLeft is null || onRight is null)
        {
            return null;
        }

        Expect(
            onLeft.CanBeWritten || part.From is "left",
            $"{left.Place} is no plain path, so toLeft must say what is written there; or from: left, that nothing is");
        Expect(
            onRight.CanBeWritten || part.From is "right",
            $"{right.Place} is no plain path, so toRight must say what is written there; or from: right, that nothing is");
        var newest = part.Newest is { } given ? Within(part, given) : conflicts is "newest" ? Tolerance : null;
        return new PairField(
            new MergeRule(part.Name)
            {
                Owner = SideOf(part.Owner) ?? (part.Newest is null ? SideOf(conflicts) : null),
                From = SideOf(part.From),
                NewestWithin = newest,
                Key = part.Key,
                Likeness = Like(part),
            },
            onLeft, onRight);
    }

    private static Side? SideOf(string? word) => word switch
    {
        "left" => Merging.Side.Left,
        "right" => Merging.Side.Right,
        _ => null,
    };

    private void Word(PairFile.FieldPart part, string name, string? word) =>
        Expect(word is null || Sides.Contains(word, StringComparer.Ordinal), $"{part.Place}.{name} must be left or right; it is {word}");

    private TimeSpan? Within(PairFile.FieldPart part, string text)
    {
        var time = Duration.Parse(text);
        Expect(
            time >= TimeSpan.Zero && time <= ToleranceMax,
            $"{part.Place}.newest must say how far apart the clocks may be, from 0s to 1d, for example 2s; it is {text}");
        return time;
    }

    private SideField? Side(PlacedText read, IReadOnlyList<PlacedText> writes)
    {
        var made = writes.Select(Field).ToList();
        return Field(read) is { } expression && made.TrueForAll(static one => one is not null)
            ? new SideField(
                expression, PathPattern().IsMatch(read.Text.Trim()) ? read.Text.Trim().Split('.') : null,
                made.Count == 0 ? null : [.. made.OfType<MappedField>()])
            : null;
    }

    private MappedField? Field(PlacedText text)
    {
        try
        {
            return new MappedField(text.Key, Expression.Parse(text.Text, scope), text.Place);
        }
        catch (ExpressionException error)
        {
            fault($"{text.Place}: {error.Told}");
            return null;
        }
    }

    /// <summary>The differences that are none: <c>[trim, case, { places: 2 }]</c>.</summary>
    private Likeness Like(PairFile.FieldPart part)
    {
        var likeness = new Likeness();
        foreach (var one in part.Like is JsonArray list ? list : part.Like is null ? [] : [part.Like.DeepClone()])
        {
            likeness = one switch
            {
                JsonValue word when word.ToString() is "trim" => likeness with { Trims = true },
                JsonValue word when word.ToString() is "case" => likeness with { FoldsCase = true },
                JsonObject { Count: 1 } places
                    when places["places"] is { } count
                        && count.GetValueKind() is JsonValueKind.Number
                        && int.TryParse(count.ToJsonString(), CultureInfo.InvariantCulture, out var number)
                        && number is >= 0 and <= PlacesMax => likeness with { Places = number },
                _ => Wrong(part, likeness),
            };
        }

        return likeness;
    }

    private Likeness Wrong(PairFile.FieldPart part, Likeness likeness)
    {
        fault($"{part.Place}.like must be a list of trim, case and {{ places: 0 }} to {{ places: {PlacesMax} }}");
        return likeness;
    }

    private void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            fault(otherwise);
        }
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,59}\\z", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*){0,9}\\z", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex PathPattern();
}
