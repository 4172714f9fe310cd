using System.Globalization;

namespace Lockstep.Sync.Matching;

/// <summary>What is to become of a record that has no partner.</summary>
internal enum MatchVerdict
{
    /// <summary>There is none on the other side: it may be made there.</summary>
    Create,

    /// <summary>Its partner is certain.</summary>
    Link,

    /// <summary>A person has to say.</summary>
    Ask,
}

/// <summary>A record of the other side that may be the partner.</summary>
/// <param name="Id">Its id there.</param>
/// <param name="Score">How far it is.</param>
/// <param name="IsTaken">Whether it is linked, or not to be linked.</param>
internal readonly record struct MatchCandidate(string Id, MatchScore Score, bool IsTaken);

/// <summary>What was decided, and why.</summary>
/// <param name="Verdict">What is to become of the record.</param>
/// <param name="Id">The partner; null unless it is certain.</param>
/// <param name="Reason">One sentence for a person.</param>
/// <param name="Candidates">Those that may be the partner, the likeliest first.</param>
internal sealed record MatchDecision(MatchVerdict Verdict, string? Id, string Reason, IReadOnlyList<MatchCandidate> Candidates)
{
    /// <summary>The most candidates that are told.</summary>
    public const int CandidatesMax = 20;

    /// <summary>
    /// Decides. Of those that only look a little like it the ones that are taken do not count: namesakes there are everywhere. But one that
    /// is it for certain, and is taken, means that there are two of it on this side.
    /// </summary>
    /// <param name="rules">The rules.</param>
    /// <param name="candidates">The records of the other side that share a value with it, each once.</param>
    public static MatchDecision Of(MatchRules rules, IEnumerable<MatchCandidate> candidates)
    {
        var likely = candidates.Where(one => one.Score.Points >= (one.IsTaken ? rules.Link : rules.Ask))
            .OrderByDescending(static one => one.Score.Points).ThenBy(static one => one.Id, StringComparer.Ordinal).ToList();
        var (certain, told) = (likely.Where(one => one.Score.Points >= rules.Link).ToList(), likely.Take(CandidatesMax).ToList());
        return (certain, likely) switch
        {
            (_, []) => new MatchDecision(MatchVerdict.Create, null, "Nothing there is like it.", []),
            ([{ IsTaken: false } only], _) => new MatchDecision(
                MatchVerdict.Link, only.Id, $"The same {only.Score.Why}.", told),
            ([{ } taken], _) => new MatchDecision(
                MatchVerdict.Ask, null, $"{taken.Id} has the same {taken.Score.Why}, but belongs to another record.", told),
            ([], _) => new MatchDecision(
                MatchVerdict.Ask, null, Sentence($"{likely.Count} may be it, the likeliest by {likely[0].Score.Why}."), told),
            _ => new MatchDecision(
                MatchVerdict.Ask, null, Sentence($"{certain.Count} are it by the rules, the first by {certain[0].Score.Why}."), told),
        };
    }

    private static string Sentence(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
