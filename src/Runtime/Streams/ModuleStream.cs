using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Streams;

/// <summary>
/// The events of one module on their way to all streams of this process. Its tail reads the outbox once for all of them, and only while
/// there are any; who falls behind reads for itself until it has caught up.
/// </summary>
internal sealed class ModuleStream(IStore store, IReadOnlyList<EventAudience> audiences) : IEventListener
{
    private const long Unknown = -1;
    private readonly Lock _lock = new();
    private readonly LiveParts _live = new();
    private readonly HashSet<StreamPart> _waiting = [];
    private readonly Dictionary<string, EventAudience> _audiences = audiences.ToDictionary(static one => one.Kind, StringComparer.Ordinal);
    private int _open;
    private long _tail = Unknown;

    public string Module => store.Name;

    public IReadOnlyList<EventAudience> Audiences => audiences;

    public bool IsListening => Volatile.Read(ref _open) > 0;

    /// <summary>Where the tail stands, at least one position of all that is committed; null while it sleeps.</summary>
    public long? Tail => Volatile.Read(ref _tail) is var tail and not Unknown ? tail : null;

    /// <summary>One stream more follows the module.</summary>
    public void Open()
    {
        lock (_lock)
        {
            _open++;
        }

        // The tail may be asleep: without the ring the first events would wait for its next look.
        store.Signals.RingHere(EventTail.Topic);
    }

    /// <summary>One stream less. When nobody is left, the tail goes to sleep, and where it stood says nothing any more.</summary>
    public void Close(StreamPart part)
    {
        lock (_lock)
        {
            _live.Remove(part);
            _waiting.Remove(part);
            part.Leave();
            if (--_open == 0)
            {
                Volatile.Write(ref _tail, Unknown);
            }
        }
    }

    public void Hear(IReadOnlyList<OutboxEvent> events)
    {
        lock (_lock)
        {
            Skip(events[0].Position - 1);
            foreach (var published in events.Where(one => one.Position > _tail))
            {
                Volatile.Write(ref _tail, published.Position);
                if (!_live.None)
                {
                    Offer(published, _audiences.GetValueOrDefault(published.Kind));
                }
            }

            WakeWaiting();
        }
    }

    public void Reached(long position)
    {
        lock (_lock)
        {
            Skip(position);
            Volatile.Write(ref _tail, position);
            WakeWaiting();
        }
    }

    /// <summary>Has a part hear the tail from where that stands; false while it sleeps: the part is woken when it does no longer.</summary>
    public bool TryJoin(StreamPart part)
    {
        lock (_lock)
        {
            if (Tail is not { } tail)
            {
                _waiting.Add(part);
                return false;
            }

            // Both while the tail stands still: an event in between would be neither read up to there nor in the queue.
            part.Join(tail);
            _live.Add(part);
            return true;
        }
    }

    /// <summary>Has a part go on from the database.</summary>
    public void SendBack(StreamPart part)
    {
        lock (_lock)
        {
            _live.Remove(part);
            part.Leave();
        }
    }

    /// <summary>Moves a part on to where the tail stands, when nothing that it shows lies between.</summary>
    public void Settle(StreamPart part)
    {
        lock (_lock)
        {
            if (Tail is { } tail)
            {
                part.Settle(tail);
            }
        }
    }

    public ValueTask<KeptEvents> KeptAsync(CancellationToken ct) => store.AskAsync(OutboxReader.KeptAsync, ct);

    /// <summary>
    /// What is behind a part's position. One snapshot: what is removed between the two questions would be skipped in silence.
    /// </summary>
    public ValueTask<StoredPage> ReadAsync(StreamPart part, EventStreamOptions options, CancellationToken ct) => store.ReadAsync(
        async reader =>
        {
            var kept = await OutboxReader.KeptAsync(reader);
            if (!kept.HasAllAfter(part.Position))
            {
                return new StoredPage(kept, [], false);
            }

            var (events, isFull) = await OutboxReader.ReadBoundedAsync(
                reader, Module, part.Position, options.BatchMax, options.BatchBytesMax);
            var streamed = new List<StreamedEvent>(events.Count);
            foreach (var published in events)
            {
                var audience = _audiences.GetValueOrDefault(published.Kind);
                var before = StreamedEvent.IsOwnedByPast(published, audience) && part.View.IsOwnOf(published.Kind)
                    ? await OutboxReader.BeforeAsync(reader, published)
                    : null;
                streamed.Add(new StreamedEvent(published, audience, before));
            }

            return new StoredPage(kept, streamed, isFull);
        },
        ct);

    private void Offer(OutboxEvent published, EventAudience? audience)
    {
        if (StreamedEvent.IsOwnedByPast(published, audience))
        {
            // Before anything is offered: their queues must not go on behind a delete that only the database can place.
            _live.SendBack(part => part.View.IsOwnOf(published.Kind));
        }

        _live.Offer(new StreamedEvent(published, audience));
    }

    /// <summary>What was not told, up to a position, is read by each part for itself.</summary>
    private void Skip(long position)
    {
        if (Tail is { } tail && position > tail)
        {
            _live.SendBack(static _ => true);
        }
    }

    private void WakeWaiting()
    {
        foreach (var part in _waiting)
        {
            part.Wake();
        }

        _waiting.Clear();
    }
}
