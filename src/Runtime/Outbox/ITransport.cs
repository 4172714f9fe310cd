namespace Lockstep.Runtime.Outbox;

/// <summary>
/// Carries events from the relays to every consumer, at least once, those of one record in the order of its versions.
/// </summary>
public interface ITransport
{
    /// <summary>
    /// Takes events over. When it returns, they have arrived, before all that are handed over later, but a power cut may take them back:
    /// they are safe only after <see cref="SyncAsync"/>. When it throws, any of them may have arrived and the relay hands all of them
    /// over again.
    /// </summary>
    Task PublishAsync(IReadOnlyList<OutboxEvent> events, CancellationToken ct);

    /// <summary>
    /// Returns when all events that were handed over before the call are safe with the transport or with all their consumers. No mark may
    /// say that they were handed over before.
    /// </summary>
    Task SyncAsync(CancellationToken ct);
}
