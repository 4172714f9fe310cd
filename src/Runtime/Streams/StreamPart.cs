namespace Lockstep.Runtime.Streams;

/// <summary>
/// One stream's share of one module: how far it has come, and a short queue of what comes next. The queue is complete behind
/// <c>_target</c> for as long as the part is joined; whatever is before that, or after the queue overflowed, is read from the database by
/// position. Positions belong to the stream's own thread; the queue is filled by the module's tail.
/// </summary>
internal sealed class StreamPart(string module, EventView view, StreamBuffer buffer, long position, TimeProvider clock)
{
    /// <summary>
    /// What waited longer is read anew, from the database: a person may have been erased meanwhile.
    /// </summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly Queue<(StreamedEvent Event, long At)> _queue = new(0);
    private long _target;
    private bool _isJoined;

    public string Module => module;

    public EventView View => view;

    /// <summary>Up to which position everything that is shown has been sent.</summary>
    public long Position { get; set; } = position;

    /// <summary>Whether events come from memory; else from the database.</summary>
    public bool IsJoined
    {
        get
        {
            lock (_queue)
            {
                return _isJoined;
            }
        }
    }

    /// <summary>Whether the queue goes on where the stream is.</summary>
    public bool HasReachedQueue
    {
        get
        {
            lock (_queue)
            {
                return Position >= _target;
            }
        }
    }

    public void Wake() => buffer.Wake();

    /// <summary>From here on the tail, which stands at a position, fills the queue.</summary>
    public void Join(long tail)
    {
        lock (_queue)
        {
            // What was in the queue lies before the tail, up to where the database is read.
            Clear();
            (_isJoined, _target) = (true, tail);
        }
    }

    /// <summary>From here on nothing is added to the queue; what is in it stays.</summary>
    public void Leave()
    {
        lock (_queue)
        {
            _isJoined = false;
        }

        Wake();
    }

    /// <summary>Adds an event; false when there is no room for it.</summary>
    public bool TryOffer(StreamedEvent one)
    {
        lock (_queue)
        {
            if (!buffer.TryTake(one.Lines.Length))
            {
                return false;
            }

            _queue.Enqueue((one, clock.GetTimestamp()));
        }

        Wake();
        return true;
    }

    /// <summary>Takes the next event of the queue; null when there is none, or none that is fresh.</summary>
    /// <param name="isStale">Whether the queue was thrown away because it is stale; the part must leave the tail then.</param>
    public StreamedEvent? Take(out bool isStale)
    {
        lock (_queue)
        {
            isStale = false;
            while (_queue.TryPeek(out var next))
            {
                if (clock.GetElapsedTime(next.At) > Fresh)
                {
                    isStale = true;
                    Clear();

                    // What is put in from now on begins behind a gap: until the part joins anew, the queue counts for nothing.
                    _target = long.MaxValue;
                    return null;
                }

                _queue.Dequeue();
                buffer.Give(next.Event.Lines.Length);

                // What the database gave before the part had caught up is in the queue too.
                if (next.Event.Published.Position > Position)
                {
                    return next.Event;
                }
            }

            return null;
        }
    }

    /// <summary>Moves on to where the tail stands, when nothing that is shown lies between.</summary>
    public void Settle(long tail)
    {
        lock (_queue)
        {
            if (_isJoined && _queue.Count == 0 && Position >= _target && tail > Position)
            {
                Position = tail;
            }
        }
    }

    /// <summary>Throws away what waits.</summary>
    public void Clear()
    {
        lock (_queue)
        {
            while (_queue.TryDequeue(out var one))
            {
                buffer.Give(one.Event.Lines.Length);
            }
        }
    }
}
