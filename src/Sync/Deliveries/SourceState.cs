using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// What became of a record since its delivery was made. Asked before a delivery goes once more: meanwhile the record may be gone, and what
/// would be written for it would be for nobody.
/// </summary>
internal sealed class SourceState(IEnumerable<ISystem> systems, IStore store)
{
    private const string Gone = "What it was to bring was erased.";
    private readonly Dictionary<string, ISystem> _systems = systems.ToDictionary(static system => system.Name, StringComparer.Ordinal);

    /// <summary>How the delivery goes by now. Throws only when the process stops, or our own database is out of reach.</summary>
    public async Task<Fresh> LookAsync(Flow flow, Delivery delivery, TimeProvider clock, CancellationToken ct)
    {
        // An event is a fact, whatever became of its record since; only what was erased is told nobody any more.
        if (flow.PassesEvents)
        {
            return delivery.IsErased ? new Fresh(delivery, Gone) : new Fresh(delivery);
        }

        // Just made, it says what the record is: asked about each of them, the source would have as much work as the target.
        if (delivery is { Replays: 0, Attempts: 0, IsCurrent: false })
        {
            return new Fresh(delivery);
        }

        // Only what was dead can be older than what went: within a lane nothing overtakes.
        if (delivery is { Replays: > 0, IsCurrent: false }
            && await store.AskAsync(reader => DeliveryTable.IsSupersededAsync(reader, delivery), ct))
        {
            return new Fresh(delivery, "A newer version was delivered already.");
        }

        // That a record was deleted is what some deliveries tell.
        if (delivery.IsDelete || !_systems.TryGetValue(flow.Source, out var source)
            || source.KindOf(flow.Kind)?.Has(Capability.Read) is not true)
        {
            return delivery.IsErased ? new Fresh(delivery, Gone) : new Fresh(delivery);
        }

        return await AskAsync(flow, delivery, source, clock, ct);
    }

    private static async Task<Fresh> AskAsync(
        Flow flow, Delivery delivery, ISystem source, TimeProvider clock, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(flow.Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            var reply = await source.ReadAsync(flow.Kind, Flow.IdOf(delivery.Subject), both.Token).WaitAsync(both.Token);
            return reply switch
            {
                { Failure.Cause: FailureCause.NotFound } or { Value.IsDeleted: true } =>
                    new Fresh(delivery, $"{delivery.Subject} was deleted meanwhile: there is nothing to write for it."),
                // That nobody answers does not say that it is there: sent all the same, it might be written for a record that is gone.
                { Failure: { } failure } => new Fresh(delivery, Failure: Unasked(flow, delivery, failure.Message, failure.RetryAfter)),
                { Value: { } record } when delivery.IsCurrent => new Fresh(delivery with
                {
                    Payload = record.Data.ToArray(), Version = Math.Max(delivery.Version, record.Order ?? 0),
                }),
                _ => new Fresh(delivery),
            };
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            return new Fresh(delivery, Failure: Unasked(flow, delivery, error.Message, null));
        }
    }

    private static ApplyResult Unasked(Flow flow, Delivery delivery, string reason, TimeSpan? retryAfter) => ApplyResult.Failed(
        FailureCause.Unavailable, $"{flow.Source} could not be asked for {delivery.Subject}: {reason}", retryAfter);
}

/// <summary>A delivery in the light of what its record is by now.</summary>
/// <param name="Delivery">The delivery as it is to be sent.</param>
/// <param name="SkipReason">Why it is not sent, and ends; null when it is.</param>
/// <param name="Failure">That nobody could say; null when somebody did.</param>
internal sealed record Fresh(Delivery Delivery, string? SkipReason = null, ApplyResult? Failure = null)
{
    /// <summary>The link that must be there first; null when none is missing.</summary>
    public ParentLink? WaitsFor { get; init; }
}
