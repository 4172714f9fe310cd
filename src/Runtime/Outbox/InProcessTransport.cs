namespace Lockstep.Runtime.Outbox;

/// <summary>
/// Hands events straight to the consumers of the same process; safe because each commits before it returns, and syncs when asked.
/// </summary>
public sealed class InProcessTransport(IEnumerable<IEventConsumer> consumers) : ITransport
{
    private readonly IEventConsumer[] _consumers = [.. consumers];

    /// <summary>
    /// Hands the events to all consumers at the same time, so that none waits for another one's disk. When one of them fails the others
    /// still finish; the relay hands all of it over again, which has no effect where it took effect already.
    /// </summary>
    public Task PublishAsync(IReadOnlyList<OutboxEvent> events, CancellationToken ct) =>
        Task.WhenAll(_consumers.Select(consumer => ConsumeAsync(consumer, events, ct)));

    /// <inheritdoc />
    public Task SyncAsync(CancellationToken ct) => Task.WhenAll(_consumers.Select(consumer => consumer.SyncAsync(ct)));

    /// <summary>A consumer that throws before it awaits anything must not keep the events from the ones behind it.</summary>
    private static async Task ConsumeAsync(IEventConsumer consumer, IReadOnlyList<OutboxEvent> events, CancellationToken ct) =>
        await consumer.ConsumeAsync(events, ct);
}
