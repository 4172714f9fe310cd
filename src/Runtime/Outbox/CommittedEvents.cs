using System.Threading.Channels;

namespace Lockstep.Runtime.Outbox;

/// <summary>
/// Hands what was just committed to the relay without reading it back. Bounded: when the relay falls behind, events are
/// dropped here and the relay reads them from the outbox, where they are safe.
/// </summary>
public sealed class CommittedEvents(int capacity)
{
    private readonly Channel<OutboxEvent> _events = Channel.CreateBounded<OutboxEvent>(
        new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    internal ChannelReader<OutboxEvent> Reader => _events.Reader;

    internal void Offer(OutboxEvent published) => _events.Writer.TryWrite(published);
}
