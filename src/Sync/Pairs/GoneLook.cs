using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Merging;

namespace Lockstep.Sync.Pairs;

/// <summary>Looks at a link of which one side is gone, or was: what happens then is the flow's policy, else a person's decision.</summary>
internal sealed class GoneLook(PairContext context, PairCreation creation, PairQueue queue)
{
    public Task<PairLooked> LookAsync(PairVisit visit, KnownLink known, SideRecord left, SideRecord right, CancellationToken ct)
    {
        var link = known.Link;
        if (left.IsGone && right.IsGone)
        {
            return EndAsync(visit, known,
                link with { State = PairLink.Gone, LeftBase = null, RightBase = null, LeftSent = null, RightSent = null });
        }

        if (!left.IsGone && !right.IsGone)
        {
            // It came back under its id while its partner stayed. What they agreed on before counts no more.
            return EndAsync(
                visit, known,
                    link with { State = PairLink.Linked, LeftBase = null, RightBase = null, LeftVersion = null, RightVersion = null },
                again: true);
        }

        var (side, record) = left.IsGone ? (Side.Left, right) : (Side.Right, left);
        return link.State switch
        {
            PairLink.Linked => WentAsync(visit, known, side, record, ct),
            PairLink.Gone => CameBackAsync(visit, known, side, record, ct),
            var state when string.Equals(state, PairLink.GoneOf(side), StringComparison.Ordinal) =>
                StayedAsync(visit, known, side, record, ct),
            _ => EndAsync(visit, known, link with { State = PairLink.Linked }, again: true),
        };
    }

    /// <summary>One side is gone since they were compared.</summary>
    private async Task<PairLooked> WentAsync(PairVisit visit, KnownLink known, Side gone, SideRecord stays, CancellationToken ct)
    {
        var (link, other) = (known.Link, PairContext.Other(gone));
        if (known.DeleteDecision is { } decided)
        {
            return decided == gone ? await DeleteAsync(visit, known, other, stays, ct)
                : await MakeAgainAsync(visit, known, gone, stays, ct);
        }

        switch (context.Pair[gone].OnDelete)
        {
            // Only what nobody has touched since both agreed: an edit that crosses the delete must not go down with the record.
            case DeletePolicy.Propagate when IsUnchanged(known, other, stays):
                return await DeleteAsync(visit, known, other, stays, ct);
            case DeletePolicy.Propagate:
                // Of somebody who was erased nothing is kept, also when the other system still has them.
                var fields = link.Base is null ? null : stays.Fields;
                var conflict = PairConflict.New(
                    link, PairConflict.OfDelete, "", link.BaseOf(other), other is Side.Left ? fields : null, other is Side.Right ? fields
                        : null);
                return await EndAsync(visit, known, link.At(other, null), [conflict]);
            case DeletePolicy.Archive:
                var written = await context[other].UpdateAsync(stays, (JsonObject)context.Pair[other].Archive.DeepClone(), ct);
                return written.After is not { } after
                    ? written.Failure is { } failure ? PairLooked.Failed(failure) : PairLooked.Again
                    : await EndAsync(visit, known, Tombstone(link, gone, after));
            default:
                return await EndAsync(visit, known, Tombstone(link, gone, stays));
        }
    }

    /// <summary>It is known to be gone, and the other side changed.</summary>
    private async Task<PairLooked> StayedAsync(PairVisit visit, KnownLink known, Side gone, SideRecord stays, CancellationToken ct)
    {
        var other = PairContext.Other(gone);
        if (context.Pair.Resurrects && !IsUnchanged(known.Link, other, stays))
        {
            return await MakeAgainAsync(visit, known, gone, stays, ct);
        }

        await EndAsync(visit, known, Tombstone(known.Link, gone, stays));
        return PairLooked.Skipped("Its partner was deleted, and is not made again.");
    }

    /// <summary>Both were gone, and one came back under its id.</summary>
    private async Task<PairLooked> CameBackAsync(PairVisit visit, KnownLink known, Side gone, SideRecord back, CancellationToken ct)
    {
        if (context.Pair.Resurrects)
        {
            return await MakeAgainAsync(visit, known, gone, back, ct);
        }

        await EndAsync(visit, known, Tombstone(known.Link, gone, back));
        return PairLooked.Skipped("It came back; its partner was deleted, and is not made again.");
    }

    private async Task<PairLooked> DeleteAsync(PairVisit visit, KnownLink known, Side side, SideRecord record, CancellationToken ct)
    {
        // Refused before it is asked: a dead letter says so, where a record that quietly stays would be found by nobody.
        if (!context[side].Kind.Has(Capability.Delete))
        {
            return PairLooked.Failed(FailureCause.TargetRefused, $"{context[side].Side.System} deletes no {context[side].Side.Kind}.");
        }

        if (await context[side].DeleteAsync(record, ct) is { } failed)
        {
            return failed.Failure is { } failure ? PairLooked.Failed(failure) : PairLooked.Again;
        }

        return await EndAsync(visit, known, known.Link with
        {
            State = PairLink.Gone, LeftBase = null, RightBase = null, LeftSent = null, RightSent = null,
        });
    }

    /// <summary>
    /// A create belongs to the lane of the record of which it is made: where another lane has the look, that one is told.
    /// </summary>
    private async Task<PairLooked> MakeAgainAsync(PairVisit visit, KnownLink known, Side gone, SideRecord stays, CancellationToken ct)
    {
        if (visit.Side != gone)
        {
            return await creation.CreateAsync(visit, stays, known, ct);
        }

        await context.CommitAsync(visit, async (transaction, _) =>
        {
            await PairLinkTable.EnterAsync(transaction, context.Flow.Name);

            // Doubted in the same commit: by the versions that are known the look that is asked for would find nothing to do.
            await PairLinkTable.DoubtAsync(transaction, known.Link.Id);
            await queue.AddAsync(transaction, context.Flow, PairContext.Other(gone), stays.Id);
            return true;
        });
        return PairLooked.Skipped("It is gone, and made again of its partner.");
    }

    /// <summary>What it differs in from its partner by an open conflict is a change that the partner never got.</summary>
    private bool IsUnchanged(KnownLink known, Side side, SideRecord record) =>
        !known.Conflicts.Any(static one => one.Kind is PairConflict.OfField) && IsUnchanged(known.Link, side, record);

    private bool IsUnchanged(PairLink link, Side side, SideRecord record) =>
        string.Equals(link.VersionOf(side), record.Version, StringComparison.Ordinal)
        || (link.BaseOf(side) is { } agreed && context.AreSame(agreed, record.Fields));

    /// <summary>The record that stays is kept in mind as it is, so that a change of it is seen.</summary>
    private static PairLink Tombstone(PairLink link, Side gone, SideRecord stays)
    {
        var other = PairContext.Other(gone);
        return (link with { State = PairLink.GoneOf(gone), LeftSent = null, RightSent = null }).Agreed(gone, null)
            .Agreed(other, link.Base is null && link.State is PairLink.Linked ? null : (JsonObject)stays.Fields.DeepClone())
            .At(gone, null).At(other, stays.Version);
    }

    private async Task<PairLooked> EndAsync(
        PairVisit visit, KnownLink known, PairLink link, IReadOnlyList<PairConflict>? conflicts = null, bool again = false)
    {
        var isKept = await context.CommitAsync(visit, async (transaction, now) =>
        {
            // Before the row, as in every commit that links: with the row in hand it could wait for somebody who waits for that.
            await Parents.EnterAsync(transaction);
            if (!await PairLinkTable.ChangeAsync(transaction, link, now))
            {
                return false;
            }

            await PairConflictTable.KeepAsync(transaction, known.Conflicts, conflicts ?? [], now);
            if (link.State is PairLink.Linked)
            {
                await Parents.ReleaseAsync(transaction, context.Pair, (link.LeftId!, link.RightId!), now, context.Wake);
            }

            return true;
        });
        return isKept && !again ? PairLooked.Done(link.IdOf(visit.Other)!) : PairLooked.Again;
    }
}
