namespace Lockstep.Runtime.Outbox;

/// <summary>
/// Carries events from the relays to every consumer, at least once, those of one record in the order of its versions.
/// </summary>
public interface ITransport
{
    /// <summary>
    /// Takes events over. When it returns, the events are safe with the transport or with all their consumers; when it throws, any
    /// of them may have arrived and the relay hands all of them over again.
    /// </summary>
    Task PublishAsync(IReadOnlyList<OutboxEvent> events, CancellationToken ct);
}
