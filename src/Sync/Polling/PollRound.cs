using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;
using Microsoft.Extensions.Logging;

namespace Lockstep.Sync.Polling;

/// <summary>How a round ended.</summary>
/// <param name="Changes">How many changes it found.</param>
/// <param name="Fault">Why it did not come to its end; null when it did.</param>
/// <param name="RetryAfter">How long the source asked to be left alone; null when it did not.</param>
/// <param name="IsCutOff">Whether it was told to stop in between.</param>
internal sealed record RoundEnd(long Changes, string? Fault = null, TimeSpan? RetryAfter = null, bool IsCutOff = false);

/// <summary>
/// Asks a system for all that has changed since a flow's cursor, page by page; each page's deliveries are one commit with the cursor behind
/// it, so that a round that was cut off goes on where it ended.
/// </summary>
internal sealed partial class PollRound(
    Flow flow, TimeSpan overlap, ISystem source, IStore store, SourceNews news, TimeProvider clock, ILogger logger)
{
    private const int PageMax = 500;

    /// <summary>Whether the flow is still to be worked for; asked before each page.</summary>
    public Func<bool> GoesOn { get; init; } = static () => true;

    /// <summary>Reads page after page until there is no more.</summary>
    /// <exception cref="LeaseLostException">Another process has it by now; what was committed stays.</exception>
    public async Task<RoundEnd> RunAsync(LeaseHolder leases, CancellationToken ct)
    {
        ChangesRequest? request = null;
        long changes = 0;
        while (GoesOn())
        {
            var (lease, isNew) = await leases.HoldAsync(ct);

            // A lease that is new may have been another process's: how far it has read is known to the table alone.
            request = request is null || isNew ? await FirstAsync(ct) : request;
            var askedAt = clock.GetUtcNow();
            var reply = await AskAsync(request, ct);
            if (reply.Failure is { } failure)
            {
                return new RoundEnd(changes, failure.Message, failure.RetryAfter);
            }

            if (PageFaults.Of(request, reply.Value!) is { } fault)
            {
                return new RoundEnd(changes, fault);
            }

            var page = reply.Value!;
            if (ReferenceEquals(page, ChangesPage.StartOver))
            {
                StartsOver(logger, flow.Source, flow.Name);
                request = request with { Cursor = null, StartsRound = true };
                continue;
            }

            changes += await TakeInAsync(page, askedAt, lease, ct);
            request = page.More ? new ChangesRequest(flow.Kind, page.Next, PageMax) : null;
            if (request is null)
            {
                return new RoundEnd(changes);
            }
        }

        return new RoundEnd(changes, IsCutOff: true);
    }

    private async Task<ChangesRequest> FirstAsync(CancellationToken ct)
    {
        var cursor = await store.ReadAsync(
            reader => reader.FirstAsync("select cursor from poll_cursors where flow = $1", static row => row.Text(0), flow.Cursor), ct);
        return new ChangesRequest(flow.Kind, cursor, PageMax) { StartsRound = true, Overlap = overlap };
    }

    private async Task<Reply<ChangesPage>> AskAsync(ChangesRequest request, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(flow.Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        return await source.ChangesAsync(request, both.Token).WaitAsync(both.Token);
    }

    /// <summary>Commits the deliveries of a page together with the cursor behind it.</summary>
    private Task<int> TakeInAsync(ChangesPage page, DateTimeOffset askedAt, Lease lease, CancellationToken ct) => store.WriteAsync(
        async transaction =>
        {
            await lease.CheckAsync(transaction);
            var changes = await news.TakeInAsync(transaction, [.. page.Records.Where(IsFit)], askedAt);
            if (page.Next is { } next)
            {
                await transaction.SendAsync(
                    "insert into poll_cursors (flow, cursor) values ($1, $2) on conflict (flow) do update set cursor = excluded.cursor",
                    flow.Cursor, next);
            }

            if (!page.More)
            {
                await transaction.SendAsync("update poll_cursors set polled_at = $2 where flow = $1", flow.Cursor, askedAt);
            }

            return changes;
        },
        ct);

    /// <summary>A record whose id nothing can be called by is passed over, so that it stops no other; but it is told.</summary>
    private bool IsFit(SourceRecord record)
    {
        var isFit = record.Id.Length is > 0 and <= SourceRecord.IdMax && !record.Id.Any(char.IsControl);
        if (!isFit)
        {
            IdRefused(logger, flow.Source, flow.Kind, record.Id.Length, flow.Name);
        }

        return isFit;
    }

    [LoggerMessage(5021, LogLevel.Warning, "{System} does not know how far {Flow} has read; everything is read again")]
    private static partial void StartsOver(ILogger logger, string system, string flow);

    [LoggerMessage(5022, LogLevel.Error, "a {Kind} of {System} has an id of {Length} characters that can't be used; {Flow} passes over it")]
    private static partial void IdRefused(ILogger logger, string system, string kind, int length, string flow);
}
