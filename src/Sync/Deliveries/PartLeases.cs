using Lockstep.Runtime.Leases;

namespace Lockstep.Sync.Deliveries;

/// <summary>Which parts are held, and what is on its way in each: in memory, for many workers.</summary>
internal sealed class PartLeases(int count)
{
    private readonly Lock _gate = new();
    private readonly Slot[] _slots = [.. Enumerable.Range(0, count).Select(_ => new Slot())];

    /// <summary>How many are held and not about to be let go.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _slots.Count(slot => slot.Token != 0);
            }
        }
    }

    public long[] Tokens()
    {
        lock (_gate)
        {
            return [.. _slots.Select(slot => slot.Token)];
        }
    }

    public long TokenOf(int part)
    {
        lock (_gate)
        {
            return part < count ? _slots[part].Token : 0;
        }
    }

    /// <summary>Whether there is a lease, be it one that is about to be let go.</summary>
    public bool Has(int part)
    {
        lock (_gate)
        {
            return _slots[part].Lease is not null;
        }
    }

    public IReadOnlyList<Lease> Leases()
    {
        lock (_gate)
        {
            return [.. _slots.Select(slot => slot.Lease).OfType<Lease>()];
        }
    }

    public void Add(int part, Lease lease)
    {
        lock (_gate)
        {
            (_slots[part].Lease, _slots[part].IsLeaving) = (lease, false);
        }
    }

    public Lease? Enter(int part, long token)
    {
        lock (_gate)
        {
            if (part >= count || token == 0 || _slots[part].Token != token)
            {
                return null;
            }

            _slots[part].OnTheirWay++;
            return _slots[part].Lease;
        }
    }

    public bool Leave(int part)
    {
        lock (_gate)
        {
            // What was begun under an earlier lease of the part counts too: let go while it is on its way, the next holder would overtake
            // it.
            return --_slots[part].OnTheirWay == 0 && _slots[part].IsLeaving;
        }
    }

    /// <summary>True when this lease was held. A late word about an earlier one changes nothing.</summary>
    public bool Lost(string name, long token)
    {
        lock (_gate)
        {
            var slot = _slots.FirstOrDefault(slot =>
                slot.Lease?.Token == token && string.Equals(slot.Lease.Name, name, StringComparison.Ordinal)
            );
            if (slot is not null)
            {
                slot.Lease = null;
            }

            return slot is not null;
        }
    }

    /// <summary>Marks what is beyond a share as about to be let go: no further delivery of it starts here.</summary>
    public void KeepAtMost(int share)
    {
        lock (_gate)
        {
            var kept = 0;
            foreach (var slot in _slots.Where(slot => slot.Lease is not null))
            {
                // Marks are taken back too: where a process has gone since, the share is larger.
                slot.IsLeaving = kept++ >= share;
            }
        }
    }

    /// <summary>Takes out the lease of a part that is about to be let go and has nothing on its way.</summary>
    public Lease? TakeIdleLeaver()
    {
        lock (_gate)
        {
            // Out of its slot before it is given back: nothing begins under it meanwhile.
            var slot = _slots.FirstOrDefault(slot => slot is { Lease: not null, IsLeaving: true, OnTheirWay: 0 });
            var lease = slot?.Lease;
            if (slot is not null)
            {
                slot.Lease = null;
            }

            return lease;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            foreach (var slot in _slots)
            {
                slot.Lease = null;
            }
        }
    }

    private sealed class Slot
    {
        public Lease? Lease { get; set; }

        public bool IsLeaving { get; set; }

        public int OnTheirWay { get; set; }

        public long Token => Lease is { } lease && !IsLeaving ? lease.Token : 0;
    }
}
