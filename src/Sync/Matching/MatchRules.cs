using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Lockstep.Sync.Matching;

/// <summary>
/// By what two records of the two sides of a flow are taken for one: the points of all rules whose values are alike add up. Pure.
/// </summary>
/// <param name="Rules">The rules, 1 to 10.</param>
/// <param name="Link">With so many points they are one.</param>
/// <param name="Ask">With so many points a person is asked.</param>
internal sealed record MatchRules(IReadOnlyList<MatchRule> Rules, int Link, int Ask)
{
    /// <summary>The most rules.</summary>
    public const int RulesMax = 10;

    private const int WordMin = 3;

    /// <summary>The country of telephone numbers that do not say one, for example <c>GB</c>; null for none.</summary>
    public string? Region { get; init; }

    /// <summary>Whether nothing unlinked is handled before a first match was accepted.</summary>
    public bool IsRequired { get; init; }

    /// <summary>What each rule compares of a record; null where the record says nothing.</summary>
    /// <param name="fields">The fields of the flow.</param>
    public IReadOnlyList<string?> FormsOf(JsonObject fields) =>
        [.. Rules.Select(rule => MatchForm.Of(rule.Kind, fields[rule.Field], Region))];

    /// <summary>How far two records are one, and by which fields.</summary>
    /// <param name="one">The forms of a record.</param>
    /// <param name="other">Those of another one.</param>
    public MatchScore Score(IReadOnlyList<string?> one, IReadOnlyList<string?> other)
    {
        var (points, why) = (0.0, new List<string>());
        for (var place = 0; place < Rules.Count; place++)
        {
            var rule = Rules[place];
            var likeness = one[place] is { } some && other[place] is { } others ? Likeness(rule, some, others) : 0;
            if (likeness > 0)
            {
                points += rule.Weight * likeness;
                why.Add(likeness < 1 ? string.Create(CultureInfo.InvariantCulture, $"{rule.Field} {likeness:0.00}") : rule.Field);
            }
        }

        return new MatchScore(Math.Round(points, 2), string.Join(", ", why));
    }

    /// <summary>
    /// Numbers of which two records share at least one when they may be one: of each value, and for names of each of their words too. Two
    /// that share one may be strangers all the same.
    /// </summary>
    /// <param name="forms">The forms of a record.</param>
    public IEnumerable<MatchKey> KeysOf(IReadOnlyList<string?> forms)
    {
        for (var place = 0; place < Rules.Count; place++)
        {
            if (forms[place] is { } form)
            {
                yield return new MatchKey(Number(place, form), place, IsWord: false);
                foreach (var word in Rules[place].Kind is MatchKind.Name ? form.Split(' ').Where(static one => one.Length >= WordMin) : [])
                {
                    // Behind a blank, with which no form begins: a word must not meet a whole value that reads like it.
                    yield return new MatchKey(Number(place, $" {word}"), place, IsWord: true);
                }
            }
        }
    }

    private static double Likeness(MatchRule rule, string one, string other) => rule.Kind is not MatchKind.Name
        ? string.Equals(one, other, StringComparison.Ordinal) ? 1 : 0
        : NameLikeness.Of(one, other) is var likeness && likeness >= rule.AtLeast ? Math.Round(likeness, 2) : 0;

    // With the rule's place: one number for the same letters in two fields would have strangers compared.
    private static long Number(int place, string text) => BitConverter.ToInt64(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{place}\n{text}"))));
}

/// <summary>A number that records share when they may be one.</summary>
/// <param name="Number">The number.</param>
/// <param name="Rule">The place of the rule whose value it is of.</param>
/// <param name="IsWord">Whether it is of a word of a name, and not of the whole value.</param>
internal readonly record struct MatchKey(long Number, int Rule, bool IsWord);

/// <summary>How far two records are one.</summary>
/// <param name="Points">The points.</param>
/// <param name="Why">The fields that are alike, separated by commas; behind a name how alike it is.</param>
internal readonly record struct MatchScore(double Points, string Why);
