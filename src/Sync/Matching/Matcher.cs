using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;

namespace Lockstep.Sync.Matching;

/// <summary>A record of the other side that was found.</summary>
/// <param name="Id">Its id there.</param>
/// <param name="Fields">The fields of the flow.</param>
/// <param name="IsTaken">Whether it is linked, or not to be linked.</param>
internal sealed record MatchFound(string Id, JsonObject Fields, bool IsTaken);

/// <summary>Looks for the records of the other side whose field has a value.</summary>
/// <param name="field">The field of the flow.</param>
/// <param name="value">The value, as text.</param>
/// <param name="ct">Ends the wait.</param>
/// <returns>What was found, or why nobody knows; null when that side is not looked through by this field.</returns>
internal delegate Task<(IReadOnlyList<MatchFound> Found, ApplyResult? Failure)?> MatchSearch(
    string field, string value, CancellationToken ct);

/// <summary>Decides about one record, with what the other side finds.</summary>
internal static class Matcher
{
    /// <summary>Asks by every rule by which the other side can be asked, and adds up what is found.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="fields">The fields of the flow that the record has.</param>
    /// <param name="known">Records of the other side that may be it, whether they are found or not.</param>
    /// <param name="search">Asks the other side.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>What was decided; or why it could not be.</returns>
    public static async Task<(MatchDecision? Decision, ApplyResult? Failure)> DecideAsync(
        MatchRules rules, JsonObject fields, IReadOnlyList<MatchFound> known, MatchSearch search, CancellationToken ct)
    {
        var (forms, found) = (rules.FormsOf(fields), known.ToDictionary(static one => one.Id, StringComparer.Ordinal));
        foreach (var rule in rules.Rules)
        {
            foreach (var value in MatchForm.Asked(rule.Kind, fields[rule.Field], rules.Region))
            {
                if (await search(rule.Field, value, ct) is not { } answer)
                {
                    // By its other spelling neither.
                    break;
                }

                if (answer.Failure is { } failure)
                {
                    return (null, failure);
                }

                foreach (var record in answer.Found)
                {
                    found[record.Id] = record;
                }
            }
        }

        var candidates = found.Values.Select(
            one => new MatchCandidate(one.Id, rules.Score(forms, rules.FormsOf(one.Fields)), one.IsTaken));
        return (MatchDecision.Of(rules, candidates), null);
    }
}
