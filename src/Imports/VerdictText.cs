using System.Text.RegularExpressions;
using Lockstep.Runtime.Values;

namespace Lockstep.Imports;

/// <summary>What a person reads in a verdict: why a row was refused, with the value that it was refused for.</summary>
internal static partial class VerdictText
{
    private const int ShownMax = 60;

    /// <summary>The verdict with the refused values, and without letters that do something to a terminal.</summary>
    /// <param name="fields">The fields that there are.</param>
    /// <param name="row">The row.</param>
    /// <param name="verdict">What became of it.</param>
    public static Verdict Tell(FieldTable fields, ImportRow row, Verdict verdict)
    {
        if (verdict is not { Outcome: Outcome.Refused, Message: { } message })
        {
            return verdict;
        }

        var values = Blamed().Matches(message).Select(match => fields.Find(match.Groups["leaf"].Value)).OfType<int>().Distinct()
            .Where(field => row[field] is { } value && !message.Contains(value, StringComparison.Ordinal))
            .Select(field => $"{fields.Name(field)} is '{Shown(row[field]!)}'").ToList();
        var shown = Printable.Clean(message);
        return verdict with { Message = values.Count == 0 ? shown : $"{shown} Here {string.Join(", ", values)}." };
    }

    /// <summary>A value as it may be shown, cut where it is long.</summary>
    public static string Shown(string value) => Printable.Clean(value.Length <= ShownMax ? value : $"{value[..ShownMax]}…");

    /// <summary>A field before what is wrong with it, at the beginning or behind a sentence.</summary>
    [GeneratedRegex(@"(?:^|[.;] )(?:\w+\.)?(?<leaf>\w+): ", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Blamed();
}
