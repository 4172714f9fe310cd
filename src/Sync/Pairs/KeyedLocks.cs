namespace Lockstep.Sync.Pairs;

/// <summary>Lets one at a time do something with a thing that has a name. What nobody holds or waits for takes no memory.</summary>
internal sealed class KeyedLocks
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Slot> _slots = new(StringComparer.Ordinal);

    /// <summary>Waits for its turn; ends with the disposal of what is given.</summary>
    public async Task<IDisposable> EnterAsync(string name, CancellationToken ct)
    {
        Slot slot;
        lock (_gate)
        {
            slot = _slots.TryGetValue(name, out var known) ? known : _slots[name] = new Slot();

            // Counted before the wait: what is waited for must stay.
            slot.Users++;
        }

        try
        {
            await slot.Turn.WaitAsync(ct);
            return new Held(this, name, slot);
        }
        catch
        {
            Leave(name, slot);
            throw;
        }
    }

    private void Leave(string name, Slot slot)
    {
        lock (_gate)
        {
            if (--slot.Users == 0)
            {
                _slots.Remove(name);
                slot.Turn.Dispose();
            }
        }
    }

    private sealed class Slot
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public int Users { get; set; }
    }

    private sealed class Held(KeyedLocks locks, string name, Slot slot) : IDisposable
    {
        public void Dispose()
        {
            slot.Turn.Release();
            locks.Leave(name, slot);
        }
    }
}
