using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Merging;
using Lockstep.Sync.Schema;

namespace Lockstep.Sync.Pairs;

/// <summary>
/// Links and unlinks as people and programs wish. All of it holds the flow, so that none of it meets a partner in the making.
/// </summary>
internal sealed class PairLinks(SyncDatabase database, FlowRegistry flows, PairQueue queue, DispatcherSet dispatchers)
{
    private const string Merged = "merged";

    /// <summary>The flow of a name; a refusal when it is none that goes both ways.</summary>
    public (Flow? Flow, Refusal? Refusal) Find(string? name)
    {
        var all = flows.ByName.Values.Where(static flow => flow.Pair is not null).ToList();
        var found = all.Find(flow => string.Equals(flow.Name, name, StringComparison.Ordinal));
        return found is not null ? (found, null) : (null, Refusal.Invalid(
            "flow",
            all.Count == 0 ? "There is no flow in force that keeps two systems in step."
                : $"Must be a flow in force that keeps two systems in step: {string.Join(", ", all.Select(static flow => flow.Name))}."));
    }

    /// <summary>Links two records, and has them compared.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="flow">The flow.</param>
    /// <param name="leftId">The one record.</param>
    /// <param name="rightId">The other one.</param>
    /// <param name="how">Who says that they belong together.</param>
    /// <param name="missing">Why they can't be linked, unless they are linked already: one of them is not there.</param>
    /// <returns>The link, and whether it is new; or why not.</returns>
    public async ValueTask<(PairLink? Link, bool IsNew, Refusal? Refusal)> LinkAsync(
        ITransaction transaction, Flow flow, string leftId, string rightId, string how, Refusal? missing = null)
    {
        await PairLinkTable.EnterAsync(transaction, flow.Name);
        await Parents.EnterAsync(transaction);
        var (left, right) = (
            await PairLinkTable.FindAsync(transaction, flow.Name, Side.Left, leftId),
            await PairLinkTable.FindAsync(transaction, flow.Name, Side.Right, rightId));
        if (left is { State: not PairLink.Unlinked } && left.Id == right?.Id)
        {
            return (left, false, null);
        }

        var taken = missing ?? Taken(left, "leftId") ?? Taken(right, "rightId");

        // The open creates last: where nothing refuses they are forgotten, and a refusal must not have changed anything.
        if ((taken ?? await RefuseOpenAsync(transaction, flow, leftId, rightId)) is { } refusal)
        {
            return (null, false, refusal);
        }

        // That one of them was not to be matched gives way to whoever links it: both can't stand, for each record has one row in a flow.
        foreach (var former in new[] { left, right }.OfType<PairLink>())
        {
            await PairLinkTable.RemoveAsync(transaction, former.Id);
        }

        var now = database.Clock.GetUtcNow();
        var link = PairLink.New(flow.Name, Side.Left, leftId, rightId, how, now);
        link = link with { Id = await PairLinkTable.AddAsync(transaction, link) };
        await SettleAsync(transaction, flow.Name, flow.Pair!.Left.SubjectPrefix + leftId, now);
        await SettleAsync(transaction, flow.Name, flow.Pair.Right.SubjectPrefix + rightId, now);
        await Parents.ReleaseAsync(transaction, flow.Pair, (leftId, rightId), now, dispatchers.Wake);
        await queue.AddAsync(transaction, flow, Side.Left, leftId);
        return (link, true, null);
    }

    /// <summary>Takes a link apart. Both records stay as they are, and are not matched again until somebody asks for it.</summary>
    public async ValueTask<Refusal?> UnlinkAsync(ITransaction transaction, Flow flow, PairLink link, string how)
    {
        await PairLinkTable.EnterAsync(transaction, link.Flow);
        if (await PairLinkTable.FindAsync(transaction, link.Id) is not { State: not PairLink.Unlinked } now)
        {
            return Refusal.Of(RefusalCode.Conflict, "id", "It is no link of two records any more; it stays as it is.");
        }

        if (await RefuseOpenAsync(transaction, flow, now.LeftId!, now.RightId!) is { } refusal)
        {
            return refusal;
        }

        // A row for each in its place, or the next look would match both again.
        await PairLinkTable.RemoveAsync(transaction, now.Id);
        foreach (var (side, id) in new[] { (Side.Left, now.LeftId), (Side.Right, now.RightId) })
        {
            await PairLinkTable.AddAsync(transaction, PairLink.New(now.Flow, side, id!, null, how, database.Clock.GetUtcNow()));
        }

        await SettleAsync(transaction, now.Flow, PairConflict.AboutLink(now.Id), database.Clock.GetUtcNow());
        return null;
    }

    /// <summary>One of two links goes into the other: its records are known, and left alone.</summary>
    public async ValueTask<Refusal?> MergeAsync(ITransaction transaction, Flow flow, PairLink link, PairLink into)
    {
        if (link.Id == into.Id || !string.Equals(link.Flow, into.Flow, StringComparison.Ordinal) || into.State is not PairLink.Linked)
        {
            return Refusal.Of(RefusalCode.Conflict, "into", "Must be another link of the same flow, whose records are both there.");
        }

        if (await UnlinkAsync(transaction, flow, link, Merged) is { } refusal)
        {
            return refusal;
        }

        // Doubted before the look is asked for, which else would find its versions known.
        await PairLinkTable.DoubtAsync(transaction, into.Id);
        await queue.AddAsync(transaction, flow, Side.Left, into.LeftId!);
        return null;
    }

    /// <summary>Has a record matched again that was not to be.</summary>
    public async ValueTask<Refusal?> RematchAsync(ITransaction transaction, Flow flow, PairLink link)
    {
        await PairLinkTable.EnterAsync(transaction, link.Flow);
        if (await PairLinkTable.FindAsync(transaction, link.Id) is not { State: PairLink.Unlinked } now)
        {
            return Refusal.Of(RefusalCode.Conflict, "id", "It has a partner; only what was unlinked is matched again.");
        }

        await PairLinkTable.RemoveAsync(transaction, now.Id);
        await queue.AddAsync(transaction, flow, now.LeftId is null ? Side.Right : Side.Left, (now.LeftId ?? now.RightId)!);
        return null;
    }

    private static ValueTask SettleAsync(ITransaction transaction, string flow, string about, DateTimeOffset now) => transaction.SendAsync(
        "update pair_conflicts set state = 'settled', settled_at = $3 where flow = $1 and about = $2 and state <> 'settled'", flow, about,
            now);

    private static Refusal? Taken(PairLink? link, string field) => link is { State: not PairLink.Unlinked }
        ? Refusal.Of(RefusalCode.Conflict, field, $"It belongs to link {link.Id} ({link.State}) already; unlink that first.") : null;

    private static async ValueTask<Refusal?> RefuseOpenAsync(ITransaction transaction, Flow flow, string leftId, string rightId) =>
        await transaction.FirstAsync(
            """
            select count(*) from open_creates o join deliveries d on d.id = o.delivery_id
            where o.flow = $1 and o.subject in ($2, $3) and d.finished_at is null
            """,
            static row => row.Int64(0), flow.Name, flow.Pair!.Left.SubjectPrefix + leftId, flow.Pair.Right.SubjectPrefix + rightId) == 0
            ? await ForgetOpenAsync(transaction, flow, leftId, rightId)
            : new Refusal(
                RefusalCode.Conflict, "A partner of one of both is being made right now; try again in a moment.",
                RetryAfter: TimeSpan.FromSeconds(5));

    /// <summary>A person who links or unlinks a record whose create nobody could judge has judged it.</summary>
    private static async ValueTask<Refusal?> ForgetOpenAsync(ITransaction transaction, Flow flow, string leftId, string rightId)
    {
        await transaction.SendAsync(
            "delete from open_creates where flow = $1 and subject in ($2, $3)", flow.Name, flow.Pair!.Left.SubjectPrefix + leftId,
            flow.Pair.Right.SubjectPrefix + rightId);
        return null;
    }
}
