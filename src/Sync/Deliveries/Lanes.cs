using System.Threading.Channels;
using Lockstep.Runtime;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// The deliveries of one target that are in memory: those that wait for a worker and those on their way. A bounded window onto the
/// table, never the only place where a delivery is.
/// </summary>
internal sealed class Lanes(int capacity)
{
    private readonly Channel<Waiting> _ready = Channel.CreateUnbounded<Waiting>();
    private readonly Lock _gate = new();
    private readonly HashSet<long> _held = [];
    private readonly HashSet<long> _doneSinceFill = [];
    private readonly HashSet<long> _wasHere = [];
    private readonly Queue<long> _leftInOrder = [];
    private bool _isFilling;
    private bool _isBehind;

    /// <summary>Rung when the table has deliveries that memory lacks, or may soon.</summary>
    public Signal More { get; } = new();

    public ChannelReader<Waiting> Ready => _ready.Reader;

    public int Held
    {
        get
        {
            lock (_gate)
            {
                return _held.Count;
            }
        }
    }

    /// <summary>Whether a delivery is in memory.</summary>
    public bool Has(long id)
    {
        lock (_gate)
        {
            return _held.Contains(id);
        }
    }

    /// <summary>
    /// Takes a delivery in that a commit has just added or released; when there is no room, it stays in the table until the next look.
    /// Where the answer to that commit came late, the table may have been read meanwhile, and the delivery sent and ended: it is not sent
    /// again.
    /// </summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="token">The token of its part's lease.</param>
    public void Offer(Delivery delivery, long token)
    {
        lock (_gate)
        {
            if (!_wasHere.Contains(delivery.Id))
            {
                Take(delivery, token);
            }
        }
    }

    /// <summary>Forgets a delivery that is done, or that waits in the table from now on.</summary>
    public void Drop(Delivery delivery)
    {
        bool ring;
        lock (_gate)
        {
            _held.Remove(delivery.Id);
            Remember(delivery.Id);
            if (_isFilling)
            {
                _doneSinceFill.Add(delivery.Id);
            }

            // At the half, not at each free place: a look at the table costs as much for one delivery as for thousands.
            ring = _isBehind && _held.Count == capacity / 2;
        }

        if (ring)
        {
            More.Ring();
        }
    }

    /// <summary>Notes down that the table may have more than memory, and has it read at once.</summary>
    public void FallBehind()
    {
        lock (_gate)
        {
            _isBehind = true;
        }

        More.Ring();
    }

    /// <summary>Begins to read the table; false when memory is too full for that to be worth it.</summary>
    public bool StartFill()
    {
        lock (_gate)
        {
            if (_held.Count > capacity / 2)
            {
                _isBehind = true;
                return false;
            }

            _doneSinceFill.Clear();

            // Cleared before the table is read, not behind it: whoever falls behind meanwhile must be heard.
            (_isFilling, _isBehind) = (true, false);
            return true;
        }
    }

    /// <summary>
    /// Takes in what the table said. A delivery that was done while the table was read may still look pending in what was read:
    /// sending it again would be a duplicate, so it is left out.
    /// </summary>
    /// <param name="due">The deliveries, the longest due first; null for each that was here already.</param>
    /// <param name="tokens">The token of each part's lease from before the table was read.</param>
    /// <param name="isAll">False when the table has more of them than were read.</param>
    public void EndFill(IReadOnlyList<Delivery?> due, IReadOnlyList<long> tokens, bool isAll)
    {
        bool ring;
        lock (_gate)
        {
            foreach (var delivery in due)
            {
                if (delivery is not null && !_doneSinceFill.Contains(delivery.Id))
                {
                    Take(delivery, tokens[delivery.Part]);
                }
            }

            _isFilling = false;
            _isBehind |= !isAll;

            // Memory may have emptied while the table was read; then no end of a delivery rings any more.
            ring = _isBehind && _held.Count <= capacity / 2;
        }

        if (ring)
        {
            More.Ring();
        }
    }

    private void Take(Delivery delivery, long token)
    {
        if (_held.Count >= capacity)
        {
            _isBehind = true;
        }
        else if (_held.Add(delivery.Id))
        {
            _ready.Writer.TryWrite(new Waiting(delivery, token));
        }
    }

    /// <summary>As many as there may be in memory: enough for a commit that is answered some seconds late.</summary>
    private void Remember(long id)
    {
        if (_wasHere.Add(id))
        {
            _leftInOrder.Enqueue(id);
        }

        if (_leftInOrder.Count > capacity)
        {
            _wasHere.Remove(_leftInOrder.Dequeue());
        }
    }
}

/// <summary>A delivery in memory.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="Token">
/// The token of its part's lease when it was read. Under a later one another process may have brought it, and newer ones, to the target.
/// </param>
internal readonly record struct Waiting(Delivery Delivery, long Token);
