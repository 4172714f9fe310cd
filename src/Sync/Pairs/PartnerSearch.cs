using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Sync.Matching;
using Lockstep.Sync.Merging;

namespace Lockstep.Sync.Pairs;

/// <summary>Asks one side for the records that may be the partner of one of the other.</summary>
internal sealed class PartnerSearch(PairContext context)
{
    /// <summary>What becomes of a record that has no partner.</summary>
    /// <param name="visit">The look.</param>
    /// <param name="here">The record.</param>
    /// <param name="asked">What a person was asked about it; null when the answer was that it has none.</param>
    /// <param name="ct">The process stops.</param>
    public async Task<(MatchDecision? Decision, IReadOnlyDictionary<string, SideRecord> Found, ApplyResult? Failure)> DecideAsync(
        PairVisit visit, SideRecord here, IReadOnlyList<PairConflict>? asked, CancellationToken ct)
    {
        var found = new Dictionary<string, SideRecord>(StringComparer.Ordinal);
        if (context.Pair.Match is null || asked is null)
        {
            return (null, found, null);
        }

        var (hints, isAsked) = await context.Store.ReadAsync(
            reader => AcceptedMatches.CandidatesAsync(reader, context.Flow.Name, visit.Side, visit.Id, asked), ct);
        foreach (var id in hints)
        {
            var read = await context[visit.Other].ReadAsync(id, ct);

            // Not decided without it: of two that look alike the one that answers would pass for the only one.
            if (read.Failure is { } unread)
            {
                return (null, found, unread);
            }

            if (!read.IsGone)
            {
                found[id] = read;
            }
        }

        var (decision, failure) = await DecideAsync(visit.Other, here.Fields, found, ct);

        // The first match has seen all that is like the two; a search for this one has not.
        return (isAsked && decision is { Verdict: MatchVerdict.Link } ? decision with { Verdict = MatchVerdict.Ask } : decision,
            found, failure);
    }

    /// <summary>The same seen from the other side, for one that may be the partner.</summary>
    public Task<(MatchDecision? Decision, ApplyResult? Failure)> DecideBackAsync(PairVisit visit, SideRecord partner,
        CancellationToken ct) =>
        DecideAsync(visit.Side, partner.Fields, new Dictionary<string, SideRecord>(StringComparer.Ordinal), ct);

    private async Task<(MatchDecision? Decision, ApplyResult? Failure)> DecideAsync(
        Side side, JsonObject fields, Dictionary<string, SideRecord> found, CancellationToken ct)
    {
        return context.Pair.Match is { } rules
            ? await Matcher.DecideAsync(rules, fields, await FoundAsync(side, [.. found.Values], ct), SearchAsync, ct) : (null, null);

        async Task<(IReadOnlyList<MatchFound> Found, ApplyResult? Failure)?> SearchAsync(string field, string value, CancellationToken ct)
        {
            if (!context[side].Finds(field))
            {
                return null;
            }

            var (records, refused) = await context[side].SearchAsync(field, value, ct);
            foreach (var record in records)
            {
                found[record.Id] = record;
            }

            return (await FoundAsync(side, records, ct), refused);
        }
    }

    private async Task<IReadOnlyList<MatchFound>> FoundAsync(Side side, IReadOnlyList<SideRecord> records, CancellationToken ct)
    {
        var linked = records.Count == 0 ? new HashSet<string>(StringComparer.Ordinal) : await context.Store.ReadAsync(
            reader => PairLinkTable.LinkedAsync(reader, context.Flow.Name, side, records.Select(static one => one.Id)), ct);
        return [.. records.Select(one => new MatchFound(one.Id, one.Fields, linked.Contains(one.Id)))];
    }
}
