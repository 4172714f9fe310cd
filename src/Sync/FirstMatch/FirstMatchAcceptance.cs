using System.Globalization;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Merging;
using Lockstep.Sync.Pairs;

namespace Lockstep.Sync.FirstMatch;

/// <summary>
/// Does what was accepted: links all that is certain first, then says that the flow may handle the rest, then has all the rest looked at,
/// and what changed since it was read. In this order no partner is made for a record that has one.
/// </summary>
internal sealed class FirstMatchAcceptance(FirstMatchContext context, PairLinks links, PairQueue queue)
{
    /// <summary>A change that becomes visible late is seen by looking back so far.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    /// <summary>Links some records whose partner is certain. One that has got another partner since is left as it is.</summary>
    /// <returns>How many were linked.</returns>
    public static async ValueTask<int> LinkAsync(
        ITransaction transaction, PairLinks links, Flows.Flow flow, long run, IReadOnlyList<FirstMatchRecord> certain)
    {
        if (certain.Count == 0)
        {
            return 0;
        }

        await PairLinkTable.EnterAsync(transaction, flow.Name);
        var linked = 0;
        var left = await PairLinkTable.LinkedAsync(transaction, flow.Name, Side.Left, certain.Select(static one => one.Id));
        var right = await PairLinkTable.LinkedAsync(transaction, flow.Name, Side.Right, certain.Select(static one => one.Partner!));
        foreach (var one in certain.Where(one => !left.Contains(one.Id) && !right.Contains(one.Partner!)))
        {
            var (_, _, refusal) = await links.LinkAsync(transaction, flow, one.Id, one.Partner!, PairLink.Matched);
            if (refusal is null)
            {
                await FirstMatchRecords.LinkAsync(transaction, run, one.Id, one.Partner!);
                linked++;
            }
        }

        return linked;
    }

    /// <summary>Goes on.</summary>
    public Task<FirstMatchRun> StepAsync(FirstMatchRun run, Lease lease, CancellationToken ct) => run.Stage switch
    {
        FirstMatchRun.Links => LinkSomeAsync(run, lease, ct),
        FirstMatchRun.Looks => LookAtSomeAsync(run, lease, ct),
        _ => LookAtNewsAsync(run, lease, ct),
    };

    private Task<FirstMatchRun> LinkSomeAsync(FirstMatchRun run, Lease lease, CancellationToken ct) => context.Store.WriteAsync(
        async transaction =>
        {
            await lease.CheckAsync(transaction);
            var certain = await FirstMatchRecords.ReadAsync(
                transaction, run.Id, NumberOf(run.Place), context.Options.PageMax, Side.Left, FirstMatchRecord.Link);
            await LinkAsync(transaction, links, context.Flow, run.Id, certain);

            // That the flow may make partners is said in the commit that finds nothing more to link: never before, and no crash comes in
            // between.
            var after = certain.Count == 0
                ? run.At(FirstMatchRun.Looks) with { AcceptedAt = context.Clock.GetUtcNow() }
                : run with { Place = TextOf(certain[^1].Number) };
            await FirstMatchTable.KeepAsync(transaction, after);
            return after;
        },
        ct);

    private Task<FirstMatchRun> LookAtSomeAsync(FirstMatchRun run, Lease lease, CancellationToken ct) => context.Store.WriteAsync(
        async transaction =>
        {
            await lease.CheckAsync(transaction);
            var some = await FirstMatchRecords.ReadAsync(transaction, run.Id, NumberOf(run.Place), context.Options.PageMax);
            await PairLinkTable.EnterAsync(transaction, context.Flow.Name);
            foreach (var one in some.Where(static one => one.Verdict is not FirstMatchRecord.Linked))
            {
                await queue.AddAsync(transaction, context.Flow, one.Side, one.Id);
            }

            var after = some.Count == 0 ? run.At(FirstMatchRun.News) : run with { Place = TextOf(some[^1].Number) };
            await FirstMatchTable.KeepAsync(transaction, after);
            return after;
        },
        ct);

    /// <summary>The place is the side's first letter, how often its round began anew does not matter, and the cursor.</summary>
    private async Task<FirstMatchRun> LookAtNewsAsync(FirstMatchRun run, Lease lease, CancellationToken ct)
    {
        var side = run.Place.StartsWith('r') ? Side.Right : Side.Left;
        var began = run.Place.Length < 2;
        var cursor = began ? (side is Side.Left ? run.LeftCursor : run.RightCursor) ?? "" : run.Place[1..];

        // Before the write, which waits for no other system. Read twice after a crash, a record is looked at twice, which does no harm.
        var (page, isLast) = await FirstMatchReading.ReadAsync(context, side, cursor, began ? Overlap : TimeSpan.Zero, ct);

        // Without a page its system knows the cursor no more: all of it is looked at, and the other side too, which costs time alone.
        var after = page is null ? run with { Place = side is Side.Left ? "l" : "r", LeftCursor = null, RightCursor = null }
            : !isLast ? run with { Place = (side is Side.Left ? "l" : "r") + page.Next }
            : side is Side.Left ? run with { Place = "r" }
            : run.At(FirstMatchRun.Done) with { State = FirstMatchRun.Accepted };
        return await context.Store.WriteAsync(
            async transaction =>
            {
                await lease.CheckAsync(transaction);
                await PairLinkTable.EnterAsync(transaction, context.Flow.Name);
                var ids = page?.Records.Select(static one => one.Id).Where(static id => id.Length > 0);
                foreach (var id in ids?.Distinct(StringComparer.Ordinal) ?? [])
                {
                    await queue.AddAsync(transaction, context.Flow, side, id);
                }

                await FirstMatchTable.KeepAsync(transaction, after);
                return after;
            },
            ct);
    }

    private static long NumberOf(string place) => place.Length == 0 ? 0 : long.Parse(place, CultureInfo.InvariantCulture);

    private static string TextOf(long number) => number.ToString(CultureInfo.InvariantCulture);
}
