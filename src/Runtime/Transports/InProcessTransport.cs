using Lockstep.Runtime.Outbox;

namespace Lockstep.Runtime.Transports;

/// <summary>Hands events straight to the consumers of the same process; safe because each commits before it returns.</summary>
public sealed class InProcessTransport(IEnumerable<IEventConsumer> consumers) : ITransport
{
    private readonly IEventConsumer[] _consumers = [.. consumers];

    /// <inheritdoc />
    public async Task PublishAsync(IReadOnlyList<OutboxEvent> events, CancellationToken ct)
    {
        foreach (var consumer in _consumers)
        {
            await consumer.ConsumeAsync(events, ct);
        }
    }
}
