using System.Text.Json.Nodes;
using Lockstep.Sync.Merging;

namespace Lockstep.Sync.Pairs;

/// <summary>
/// Looks at a record that has a partner: reads both, merges them by what they last agreed on, and writes to each side what it has to learn.
/// Only what both sides show afterwards is noted down. Died in between, the next look finds what was written already, and goes on.
/// </summary>
internal sealed class LinkedLook(PairContext context, PairCreation creation, GoneLook gone)
{
    /// <summary>Looks; <see cref="PairLooked.Again"/> when somebody was faster.</summary>
    public async Task<PairLooked> LookAsync(PairVisit visit, CancellationToken ct)
    {
        var (found, open) = await context.Store.ReadAsync(
            async reader => (
                await KnownLink.FindAsync(reader, context.Flow.Name, visit.Side, visit.Id),
                await PairCreation.FindAsync(reader, visit.Delivery)),
            ct);
        if (found is not { Link: var link } known)
        {
            return PairLooked.Again;
        }

        if (link.State is PairLink.Unlinked)
        {
            return PairLooked.Skipped("It was unlinked by hand; it is matched again when somebody asks for that.");
        }

        // The side that told first: where its version is known, as in every echo of our own writes, this one read is all.
        var here = await context[visit.Side].ReadAsync(visit.Id, ct);
        if (here.Failure is { } failure)
        {
            return PairLooked.Failed(failure);
        }

        var isOpen = open is { IsReleased: false };
        if (!isOpen && IsKnown(link, visit.Side, here))
        {
            return PairLooked.Skipped("It is as it was when both sides were compared.");
        }

        return await LookAsync(visit, known, here, isOpen, ct);
    }

    private async Task<PairLooked> LookAsync(PairVisit visit, KnownLink known, SideRecord here, bool isOpen, CancellationToken ct)
    {
        var there = await context[visit.Other].ReadAsync(known.Link.IdOf(visit.Other)!, ct);
        if (there.Failure is { } failure)
        {
            return PairLooked.Failed(failure);
        }

        // As long as nobody knows what became of a create of it, records of the other side wait. It is made anew only where it is still
        // missing.
        if (isOpen)
        {
            return await creation.CreateAsync(visit, there.IsGone ? here : SideRecord.Gone, known, ct);
        }

        var (left, right) = visit.Side is Side.Left ? (here, there) : (there, here);
        return left.IsGone || right.IsGone || known.Link.State is not PairLink.Linked
            ? await gone.LookAsync(visit, known, left, right, ct)
            : await MergeAsync(visit, known, left, right, ct);
    }

    /// <summary>What our own writes made comes back here with the version that they answered.</summary>
    private static bool IsKnown(PairLink link, Side side, SideRecord record) => record.IsGone
        ? link.State is PairLink.Gone || string.Equals(link.State, PairLink.GoneOf(side), StringComparison.Ordinal)
        : link.State is not PairLink.Gone && string.Equals(link.VersionOf(side), record.Version, StringComparison.Ordinal);

    private async Task<PairLooked> MergeAsync(PairVisit visit, KnownLink known, SideRecord left, SideRecord right, CancellationToken ct)
    {
        var rules = context.Rules(known.Owners);
        var landed = Landed(known.Link, left, right, rules);
        var merged = Merge.Of(
            new MergedRecord(landed, left.Fields, right.Fields)
            {
                LeftAt = left.ChangedAt, RightAt = right.ChangedAt, Decisions = known.Decisions,
            },
            rules);
        var open = merged.Conflicts.Select(static one => FieldOf(one.Path)).ToHashSet(StringComparer.Ordinal);
        if (await SendAsync(visit, known, landed, merged, open) is not { } sent)
        {
            return PairLooked.Again;
        }

        var toLeft = await WriteAsync(context.Left, left, merged.ToLeft, isOld: false, ct);
        if (toLeft.After is null)
        {
            return Ended(toLeft);
        }

        var toRight = await WriteAsync(context.Right, right, merged.ToRight, isOld: merged.ToLeft.Count > 0, ct);
        if (toRight.After is null)
        {
            await KeepLeftAsync(visit, sent, toLeft, right, merged, open, rules);
            return Ended(toRight);
        }

        var onLeft = Agreement.Of(known.Link, rules, open, (left, toLeft, merged.ToLeft), merged.Agreed.Left);
        var onRight = Agreement.Of(known.Link, rules, open, (right, toRight, merged.ToRight), merged.Agreed.Right);
        var agreed = sent.Link with
        {
            LeftBase = onLeft.Base, RightBase = onRight.Base, LeftSent = onLeft.Disputed, RightSent = onRight.Disputed,
            LeftVersion = onLeft.IsDoubtful ? null : toLeft.After.Version,
            RightVersion = onRight.IsDoubtful ? null : toRight.After.Version,
        };
        var isKept = await KeepAsync(visit, sent, agreed, merged.Conflicts) && !onLeft.IsDoubtful && !onRight.IsDoubtful;
        return isKept ? PairLooked.Done(sent.Link.IdOf(visit.Other)!) : PairLooked.Again;
    }

    /// <summary>
    /// What of earlier writes stands at a side, and could not be noted down, both are agreed on: else it would look as if somebody had
    /// entered it there. Of what both sides were sent one alone may have it: the other one still has an edit of its own, which shows by the
    /// old base only.
    /// </summary>
    private static AgreedRecord? Landed(PairLink link, SideRecord left, SideRecord right, IReadOnlyList<MergeRule> rules)
    {
        if (link.Base is not { } agreed || (link.LeftSent ?? link.RightSent) is null)
        {
            return link.Base;
        }

        var (onLeft, onRight) = ((JsonObject)agreed.Left.DeepClone(), (JsonObject)agreed.Right.DeepClone());
        foreach (var rule in rules.Where(rule => !(Has(link.LeftSent, rule) && Has(link.RightSent, rule))))
        {
            Take(rule, link.LeftSent, left, onLeft, onRight);
            Take(rule, link.RightSent, right, onRight, onLeft);
        }

        return new AgreedRecord(onLeft, onRight);

        static bool Has(JsonObject? sent, MergeRule rule) => sent?.ContainsKey(rule.Field) is true;

        static void Take(MergeRule rule, JsonObject? sent, SideRecord side, JsonObject own, JsonObject other)
        {
            if (Has(sent, rule) && rule.AreSame(sent![rule.Field], side.Fields[rule.Field]))
            {
                own[rule.Field] = side.Fields[rule.Field]?.DeepClone();
                other[rule.Field] = sent[rule.Field]?.DeepClone();
            }
        }
    }

    /// <summary>
    /// Notes down what is about to be written, and what has landed of that which was written before; null when somebody has changed the
    /// link.
    /// </summary>
    private async Task<KnownLink?> SendAsync(
        PairVisit visit, KnownLink known, AgreedRecord? landed, MergeResult merged, IReadOnlySet<string> open)
    {
        if (merged.ToLeft.Count + merged.ToRight.Count == 0)
        {
            return known;
        }

        var sending = known.Link with
        {
            LeftBase = landed?.Left ?? known.Link.LeftBase, RightBase = landed?.Right ?? known.Link.RightBase,
            LeftSent = Closed(merged.ToLeft), RightSent = Closed(merged.ToRight),
        };
        return await context.CommitAsync(visit, (transaction, now) => PairLinkTable.ChangeAsync(transaction, sending, now))
            ? known with { Link = sending with { Revision = sending.Revision + 1 } } : null;

        // Without fields that have a conflict in them: they are written in part only, and their base stays.
        JsonObject? Closed(JsonObject fields) => fields.Count == 0 ? null
            : new JsonObject(fields.Where(one => !open.Contains(one.Key))
                .Select(static one => KeyValuePair.Create(one.Key, one.Value?.DeepClone())));
    }

    private static async Task<SideWrite> WriteAsync(SideSystem side, SideRecord before, JsonObject fields, bool isOld,
        CancellationToken ct) =>
        fields.Count == 0 ? new SideWrite(before, null) : await side.ChangeAsync(before, fields, isOld, ct);

    private static PairLooked Ended(SideWrite write) => write.Failure is { } failure ? PairLooked.Failed(failure) : PairLooked.Again;

    /// <summary>
    /// The left side was written and the right one could not be: of what the left one was given both are agreed all the same. Else a system
    /// that rewrites what it is given would look as if somebody had edited it there. What the right one was to be given as well it does not
    /// have yet.
    /// </summary>
    private async Task KeepLeftAsync(
        PairVisit visit, KnownLink known, SideWrite toLeft, SideRecord right, MergeResult merged, IReadOnlySet<string> open,
        IReadOnlyList<MergeRule> rules)
    {
        if (merged.ToLeft.Count == 0 || known.Link.Base is not { } agreed)
        {
            return;
        }

        var (onLeft, onRight) = ((JsonObject)agreed.Left.DeepClone(), (JsonObject)agreed.Right.DeepClone());
        foreach (var (field, _) in merged.ToLeft.Where(one => !open.Contains(one.Key) && !merged.ToRight.ContainsKey(one.Key)))
        {
            var isEdited = rules.Any(
                rule => string.Equals(rule.Field, field, StringComparison.Ordinal) && Agreement.IsEdited(rule, toLeft, merged.ToLeft));
            onLeft[field] = (isEdited ? merged.ToLeft : toLeft.After!.Fields)[field]?.DeepClone();
            onRight[field] = right.Fields[field]?.DeepClone();
        }

        // Without versions, so that the next look compares both and writes the right one.
        var kept = known.Link with { LeftBase = onLeft, RightBase = onRight, LeftVersion = null, RightVersion = null };
        await context.CommitAsync(visit, (transaction, now) => PairLinkTable.ChangeAsync(transaction, kept, now));
    }

    /// <summary>Notes it down.</summary>
    private async Task<bool> KeepAsync(PairVisit visit, KnownLink known, PairLink agreed, IReadOnlyList<FieldConflict> open)
    {
        List<PairConflict> conflicts =
            [.. open.Select(one => PairConflict.New(agreed, PairConflict.OfField, one.Path, one.Base, one.Left, one.Right))];
        return await context.CommitAsync(visit, async (transaction, now) =>
        {
            if (!await PairLinkTable.ChangeAsync(transaction, agreed, now))
            {
                return false;
            }

            await PairConflictTable.KeepAsync(transaction, known.Conflicts, conflicts, now);
            return true;
        });
    }

    /// <summary>The field that a path leads into.</summary>
    private static string FieldOf(string path) => path.IndexOfAny(['.', '[']) is > 0 and var end ? path[..end] : path;
}
