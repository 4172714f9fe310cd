using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Merging;

namespace Lockstep.Sync.Pairs;

/// <summary>
/// Looks at a record that has no partner yet: finds the one that it has, or makes one. One at a time in each flow, for two records must not
/// both find the same partner.
/// </summary>
internal sealed class UnlinkedLook(PairContext context, PairCreation creation)
{
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
        var prefix = context.Pair[visit.Other].SubjectPrefix;
        return (
            await PairLinkTable.FindAsync(reader, context.Flow.Name, visit.Side, visit.Id) is not null,
            await PairCreation.FindAsync(reader, visit.Delivery),
            await reader.FirstAsync(
                "select count(*) from open_creates where flow = $1 and is_released = 0 and substr(subject, 1, $2) = $3",
                static row => row.Int64(0), context.Flow.Name, prefix.Length, prefix) > 0,
            await PairConflictTable.FindAsync(reader, context.Flow.Name, visit.Delivery.Subject));
    }

    private bool IsWanted(PairVisit visit, SideRecord here) =>
        context.Pair[visit.Side].Filter?.Judge(here.Record!.Data.ToArray()) is not { IsWanted: false };

    /// <summary>Just one that fits is the partner; of several a person chooses; of none one is made, where the flow makes any.</summary>
    private async Task<PairLooked> MatchAsync(PairVisit visit, SideRecord here, IReadOnlyList<PairConflict> asked, CancellationToken ct)
    {
        var isAnswered = asked.Any(static one => one is { State: PairConflict.Decided, Taken: PairConflict.TakeNone });
        var (candidates, failure) = isAnswered ? ([], null) : await CandidatesAsync(visit, here, ct);
        if (failure is not null)
        {
            return PairLooked.Failed(failure);
        }

        if (candidates.Count == 1)
        {
            return await creation.LinkAsync(visit, null, candidates[0].Id, PairLink.Matched);
        }

        if (candidates.Count > 1)
        {
            await AskAsync(visit, here, candidates, asked);
            return PairLooked.Skipped("Several records could be its partner; a person decides which one it is.");
        }

        if (!context.Pair[visit.Other].IsCreated && !isAnswered)
        {
            await SettleAsync(visit, asked);
            return PairLooked.Skipped("It has no partner, and the flow makes none there.");
        }

        return await creation.CreateAsync(visit, here, null, ct);
    }

    private async Task<(IReadOnlyList<SideRecord> Found, ApplyResult? Failure)> CandidatesAsync(
        PairVisit visit, SideRecord here, CancellationToken ct)
    {
        foreach (var rule in context.Pair.Match.Select(name => context.Pair.Fields.First(
            field => string.Equals(field.Name, name, StringComparison.Ordinal)).Rule))
        {
            if (here.Fields[rule.Field] is not { } value || value is not JsonValue || !rule.Says(value) || value.ToString().Length == 0)
            {
                continue;
            }

            var (found, failure) = await context[visit.Other].SearchAsync(rule.Field, value, ct);
            if (failure is not null)
            {
                return ([], failure);
            }

            var linked = await context.Store.ReadAsync(
                reader => PairLinkTable.LinkedAsync(reader, context.Flow.Name, visit.Other, found.Select(static one => one.Id)), ct);
            var free = found.Where(one => !linked.Contains(one.Id)).ToList();
            if (free.Count > 0)
            {
                return (free, null);
            }
        }

        return ([], null);
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
                Left = PairConflict.Text(visit.Side is Side.Left ? own : theirs), Right = PairConflict.Text(visit.Side is Side.Left ? theirs : own),
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
