namespace Lockstep.Runtime;

/// <summary>Wakes one waiter; rings that come while nobody waits are kept as one.</summary>
public sealed class Signal
{
    private readonly SemaphoreSlim _rung = new(0, 1);

    /// <summary>Wakes the waiter, now or when it comes.</summary>
    public void Ring()
    {
        // Looked at and released under one lock: two rings at once would both find it silent, and the second release would throw.
        lock (_rung)
        {
            if (_rung.CurrentCount == 0)
            {
                _rung.Release();
            }
        }
    }

    /// <summary>Waits for a ring.</summary>
    public Task WaitAsync() => _rung.WaitAsync();

    /// <summary>Waits for a ring, at most so long.</summary>
    /// <returns>Whether it rang.</returns>
    public async Task<bool> WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(atMost, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            await _rung.WaitAsync(both.Token);
            return true;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Only the limit ends in false: who is told to stop must not take it for a wait that ran out.
            return false;
        }
    }
}
