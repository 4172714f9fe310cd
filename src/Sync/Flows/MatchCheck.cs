using System.Globalization;
using Lockstep.Sync.Matching;

namespace Lockstep.Sync.Flows;

/// <summary>Checks how partners are found, and makes the rules of it; every fault is told.</summary>
/// <param name="fields">The fields that both sides have.</param>
/// <param name="fault">Hears of each fault.</param>
internal sealed class MatchCheck(IReadOnlyList<PairField> fields, Action<string> fault)
{
    private const int PointsMax = MatchRules.RulesMax * MatchRule.WeightMax;
    private const int Certain = 10;
    private const double AtLeastMin = 0.5;
    private static readonly Dictionary<string, MatchKind> Kinds =
        Enum.GetValues<MatchKind>().ToDictionary(static kind => kind.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    /// <summary>The rules; null when there are none.</summary>
    public MatchRules? Check(MatchFile? file)
    {
        if (file is null)
        {
            return null;
        }

        // A field by itself: whoever has the same value is the partner, in any case.
        var rules = file.Fields?.Select(field => Rule(field, "match", MatchKind.Sku, Certain)).ToList()
            ?? [.. file.Rules.Select(Rule)];
        Expect(rules.Count is >= 1 and <= MatchRules.RulesMax, $"match must give 1 to {MatchRules.RulesMax} fields or rules");
        var link = file.Link ?? Certain;
        var ask = file.Ask ?? (file.Fields is null ? Math.Max(1, link / 2) : link);
        Expect(link is >= 1 and <= PointsMax, $"match.link must be from 1 to {PointsMax} points; it is {link}");
        Expect(ask >= 1 && ask <= link, $"match.ask must be from 1 to the points of match.link, {link}; it is {ask}");
        Expect(
            rules.Sum(static rule => rule.Weight) >= ask,
            $"match.ask: all rules together come to {rules.Sum(static rule => rule.Weight)} points");
        Expect(
            file.Region is null || MatchForm.IsRegion(file.Region),
            $"match.region must be a country in two capital letters, like GB; it is {file.Region}");
        return new MatchRules(rules, link, ask) { Region = file.Region, IsRequired = file.Required ?? false };
    }

    private MatchRule Rule(MatchFile.RulePart part)
    {
        var kind = MatchKind.Exact;
        Expect(
            part.As is not null && Kinds.TryGetValue(part.As, out kind),
            $"{part.Place}.as must be one of {string.Join(", ", Kinds.Keys)}; it is {part.As ?? "left out"}");
        Expect(
            part.Weight is >= 1 and <= MatchRule.WeightMax,
            $"{part.Place}.weight must be from 1 to {MatchRule.WeightMax} points; it is "
                + (part.Weight?.ToString(CultureInfo.InvariantCulture) ?? "left out"));
        Expect(
            part.AtLeast is null || (kind is MatchKind.Name && part.AtLeast is >= AtLeastMin and <= 1),
            $"{part.Place}.atLeast goes with a name, and is from {AtLeastMin} to 1");
        var rule = Rule(part.Field, part.Place, kind, part.Weight ?? 1);
        return part.AtLeast is { } least ? rule with { AtLeast = least } : rule;
    }

    private MatchRule Rule(string field, string place, MatchKind kind, int weight)
    {
        Expect(fields.Any(one => string.Equals(one.Name, field, StringComparison.Ordinal)), $"{place}: there is no field {field}");
        return new MatchRule(field, kind, weight);
    }

    private void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            fault(otherwise);
        }
    }
}
