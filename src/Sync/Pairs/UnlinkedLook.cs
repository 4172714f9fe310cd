using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Matching;
using Lockstep.Sync.Merging;

namespace Lockstep.Sync.Pairs;

/// <summary>
/// Looks at a record that has no partner yet: finds the one that it has, or makes one. One at a time in each flow, for two records must not
/// both find the same partner.
/// </summary>
internal sealed class UnlinkedLook(PairContext context, PairCreation creation, PairQueue queue)
{
    private readonly PartnerSearch _partners = new(context);

    /// <summary>Looks; <see cref="PairLooked.Again"/> when it has a partner now.</summary>
    public async Task<PairLooked> LookAsync(PairVisit visit, CancellationToken ct)
    {
        var (isLinked, open, isOpenThere, asked) = await context.Store.ReadAsync(reader => KnownAsync(reader, visit), ct);
        if (isLinked)
        {
            return PairLooked.Again;
        }

        var here = await context[visit.Side].ReadAsync(visit.Id, ct);
        if (here.Failure is { } failure)
        {
            return PairLooked.Failed(failure);
        }

        // Before the filter and the match: what a lost create may have made is found out also of a record that is gone, or not wanted any
        // more.
        if (open is { IsReleased: false })
        {
            return await creation.CreateAsync(visit, here, null, ct);
        }

        if (isOpenThere && !here.IsGone)
        {
            return PairLooked.Failed(
                FailureCause.Unlinked,
                "A create of this flow is open whose answer was lost; this may be what it made, and waits until that is known.");
        }

        if (here.IsGone || !IsWanted(visit, here))
        {
            await SettleAsync(visit, asked);
            return PairLooked.Skipped(here.IsGone ? "It is gone, and was never linked." : "The filter of its side leaves it out.");
        }

        return await MatchAsync(visit, here, asked, ct);
    }

    private async ValueTask<(bool IsLinked, OpenCreate? Open, bool IsOpenThere, IReadOnlyList<PairConflict> Asked)> KnownAsync(
        IReader reader, PairVisit visit)
    {
        // All that begin so: the prefix ends with a slash, behind which comes the 0.
        var from = context.Pair[visit.Other].SubjectPrefix;
        var to = $"{from[..^1]}0";
        return (
            await PairLinkTable.FindAsync(reader, context.Flow.Name, visit.Side, visit.Id) is not null,
            await PairCreation.FindAsync(reader, visit.Delivery),
            await reader.FirstAsync(
                "select count(*) from open_creates where flow = $1 and is_released = 0 and subject > $2 and subject < $3",
                static row => row.Int64(0), context.Flow.Name, from, to) > 0,
            await PairConflictTable.FindAsync(reader, context.Flow.Name, visit.Delivery.Subject));
    }

    private bool IsWanted(PairVisit visit, SideRecord here) =>
        context.Pair[visit.Side].Filter?.Judge(here.Record!.Data.ToArray()) is not { IsWanted: false };

    /// <summary>
    /// A partner that is certain is linked; else a person decides where some are like it; else one is made, where the flow does.
    /// </summary>
    private async Task<PairLooked> MatchAsync(PairVisit visit, SideRecord here, IReadOnlyList<PairConflict> asked, CancellationToken ct)
    {
        var isAnswered = asked.Any(static one => one is { State: PairConflict.Decided, Taken: PairConflict.TakeNone });

        // Before any search: until it is accepted, each look would ask the other system in vain. The acceptance has all of them looked at
        // again.
        if (context.Pair.Match is { IsRequired: true }
            && !await context.Store.AskAsync(reader => AcceptedMatches.AnyAsync(reader, context.Flow.Name), ct))
        {
            return PairLooked.Skipped("It has no partner, and waits until a first match of this flow was accepted.");
        }

        var (decision, found, failure) = await _partners.DecideAsync(visit, here, isAnswered ? null : asked, ct);
        if (failure is not null)
        {
            return PairLooked.Failed(failure);
        }

        if (decision is { Verdict: MatchVerdict.Link, Id: { } partner })
        {
            return await LinkAsync(visit, found[partner], ct);
        }

        if (decision is { Verdict: MatchVerdict.Ask })
        {
            await AskAsync(visit, here, [.. decision.Candidates.Select(one => found[one.Id])], asked);
            return PairLooked.Skipped($"A person decides which one its partner is. {decision.Reason}");
        }

        // A person who said that none of them is it wants one made, whatever the flow does.
        if (!context.Pair[visit.Other].IsCreated && !isAnswered)
        {
            await SettleAsync(visit, asked);
            return PairLooked.Skipped("It has no partner, and the flow makes none there.");
        }

        return await creation.CreateAsync(visit, here, null, ct);
    }

    /// <summary>Seen from the partner this record must be the only one too; else a person chooses for the partner.</summary>
    private async Task<PairLooked> LinkAsync(PairVisit visit, SideRecord partner, CancellationToken ct)
    {
        var (back, failure) = await _partners.DecideBackAsync(visit, partner, ct);
        if (failure is not null)
        {
            return PairLooked.Failed(failure);
        }

        if (back is not { Verdict: MatchVerdict.Ask }
            && (back?.Id is not { } only || string.Equals(only, visit.Id, StringComparison.Ordinal)))
        {
            return await creation.LinkAsync(visit, null, partner.Id, PairLink.Matched);
        }

        // The question is the partner's: seen from there, all that are like it stand side by side.
        await context.CommitAsync(visit, async (transaction, _) =>
        {
            await queue.AddAsync(transaction, context.Flow, visit.Other, partner.Id);
            return true;
        });
        return PairLooked.Skipped($"The one that is like it is so for others too. {back.Reason}");
    }

    private Task<bool> AskAsync(
        PairVisit visit, SideRecord here, IReadOnlyList<SideRecord> candidates, IReadOnlyList<PairConflict> asked) =>
        context.CommitAsync(visit, async (transaction, now) =>
        {
            JsonNode own = new JsonObject { ["id"] = here.Id, ["fields"] = here.Fields.DeepClone() };
            JsonNode theirs = new JsonArray(
                [.. candidates.Select(static one => (JsonNode)new JsonObject { ["id"] = one.Id, ["fields"] = one.Fields.DeepClone() })]);
            var conflict = new PairConflict
            {
                Id = 0, Flow = context.Flow.Name, About = visit.Delivery.Subject, LinkId = null, Kind = PairConflict.Ambiguous, Path = "",
                State = PairConflict.Open, Base = null,
                Left = PairConflict.Text(visit.Side is Side.Left ? own : theirs),
                    Right = PairConflict.Text(visit.Side is Side.Left ? theirs : own),
            };
            await PairConflictTable.KeepAsync(transaction, asked, [conflict], now);
            return true;
        });

    private async Task SettleAsync(PairVisit visit, IReadOnlyList<PairConflict> asked)
    {
        if (asked.Count > 0)
        {
            await context.CommitAsync(visit, async (transaction, now) =>
            {
                await PairConflictTable.KeepAsync(transaction, asked, [], now);
                return true;
            });
        }
    }
}
