namespace Lockstep.Runtime.Outbox;

/// <summary>A part of the system that acts on events.</summary>
public interface IEventConsumer
{
    /// <summary>Its name in the inbox; never changes.</summary>
    string Name { get; }

    /// <summary>
    /// Commits the effect of the events together with their ids, in the inbox or under a unique key of its own, then returns. Repeats
    /// come; they must have no effect. What it committed may still be on its way to the disk. Other consumers get the same events at the
    /// same time. Throws only when its database is out of reach: an event that can't be handled is parked, not thrown.
    /// </summary>
    Task ConsumeAsync(IReadOnlyList<OutboxEvent> events, CancellationToken ct);

    /// <summary>
    /// Returns when the effects of all events that were consumed before the call are on disk, those of repeats included: a repeat finds
    /// what an earlier call did, which need not be there yet.
    /// </summary>
    Task SyncAsync(CancellationToken ct);
}
