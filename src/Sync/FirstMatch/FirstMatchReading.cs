using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Merging;

namespace Lockstep.Sync.FirstMatch;

/// <summary>A side that could not be read: it is tried again a while later.</summary>
internal sealed class UnreadableSideException(string message, TimeSpan? retryAfter) : Exception(message)
{
    /// <summary>How long it asked to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter => retryAfter;
}

/// <summary>Reads a side page by page, each with how far that is in one commit.</summary>
internal sealed class FirstMatchReading(FirstMatchContext context)
{
    /// <summary>Reads a page, and goes on to the next stage behind the last.</summary>
    public async Task<FirstMatchRun> StepAsync(FirstMatchRun run, Lease lease, CancellationToken ct)
    {
        var side = run.Stage is FirstMatchRun.Left ? Side.Left : Side.Right;
        var (page, _) = await ReadAsync(context, side, run.Place, TimeSpan.Zero, ct);
        var after = page is null ? run with { Place = "" } : Behind(run, side, page);
        await context.Store.WriteAsync(
            async transaction =>
            {
                await lease.CheckAsync(transaction);
                if (page is not null)
                {
                    await KeepAsync(transaction, run.Id, side, page.Records);
                }

                await FirstMatchTable.KeepAsync(transaction, after);
                return true;
            },
            ct);
        return after;
    }

    /// <summary>A page of a side behind a cursor.</summary>
    /// <returns>The page, and whether it is the last; no page when everything has to be read anew.</returns>
    /// <exception cref="UnreadableSideException">The system did not answer, or with something that leads nowhere.</exception>
    public static async Task<(ChangesPage? Page, bool IsLast)> ReadAsync(
        FirstMatchContext context, Side side, string cursor, TimeSpan overlap, CancellationToken ct)
    {
        var from = context.Pair[side];
        var request = new ChangesRequest(from.Kind, cursor.Length == 0 ? null : cursor, context.Options.PageMax)
        {
            StartsRound = cursor.Length == 0 || overlap > TimeSpan.Zero, Overlap = overlap,
        };
        var reply = await context.ReadAsync(side, request, ct);
        if (reply.Failure is { } failure)
        {
            throw new UnreadableSideException($"{from.System} could not be read: {failure.Message}", failure.RetryAfter);
        }

        var page = reply.Value!;
        var isOver = ReferenceEquals(page, ChangesPage.StartOver);

        // Told as a fault that is heard of: taken as it is, such a page would be read again for ever.
        var isStuck = (isOver && cursor.Length == 0) || page.Next?.Length > ChangesPage.CursorMax
            || (!isOver && page.More && (page.Next is null || string.Equals(page.Next, request.Cursor, StringComparison.Ordinal)));
        return isStuck ? throw new UnreadableSideException($"{from.System} tells of its {from.Kind}s in a way that leads nowhere.", null)
            : isOver ? (null, false) : (page, !page.More);
    }

    private static FirstMatchRun Behind(FirstMatchRun run, Side side, ChangesPage page)
    {
        var read = side is Side.Left ? run with { LeftRead = run.LeftRead + page.Records.Count, LeftCursor = page.Next }
            : run with { RightRead = run.RightRead + page.Records.Count, RightCursor = page.Next };
        return page.More ? read with { Place = page.Next! } : read.At(side is Side.Left ? FirstMatchRun.Right : FirstMatchRun.Keys);
    }

    private ValueTask KeepAsync(ITransaction transaction, long run, Side side, IReadOnlyList<SourceRecord> page)
    {
        // A record may come more than once: its last state counts.
        var newest = page.Where(static one => one.Id.Length is > 0 and <= SourceRecord.IdMax)
            .GroupBy(static one => one.Id, StringComparer.Ordinal).Select(static one => one.Last()).ToList();
        var records = newest.Where(one => !one.IsDeleted && context.Wants(side, one)).Select(one => context.RecordOf(side, one)).ToList();
        return FirstMatchRecords.KeepAsync(transaction, run, side, context.Rules, [.. newest.Select(static one => one.Id)], records);
    }
}
