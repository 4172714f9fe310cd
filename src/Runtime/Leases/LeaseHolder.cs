using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Leases;

/// <summary>Keeps a lease for as long as work goes on: takes it, renews it, takes it again when it was lost.</summary>
public sealed class LeaseHolder(IStore store, string name, string owner, LeaseOptions options, TimeProvider clock)
{
    private volatile Lease? _lease;
    private long _renewedAt;

    /// <summary>How often the lease must be held to stay held.</summary>
    public TimeSpan Renewal => options.Renewal;

    /// <summary>The lease, fresh enough to start work on; waits until it is free.</summary>
    /// <returns>The lease, and whether it is a new one, so that what rests on it must be read again.</returns>
    public async Task<(Lease Lease, bool IsNew)> HoldAsync(CancellationToken ct)
    {
        if (_lease is { } held && (clock.GetElapsedTime(_renewedAt) < options.Renewal || await RenewAsync(held, ct)))
        {
            return (held, false);
        }

        // Before anything can throw: what was lost must not be taken for held at the next call.
        _lease = null;
        while (true)
        {
            // Before the question, as the lease itself counts: from its answer on, the next renewal would come too late.
            _renewedAt = clock.GetTimestamp();
            if (await Lease.TryAcquireAsync(store, name, owner, options, clock, ct) is { } taken)
            {
                _lease = taken;
                return (taken, true);
            }

            // Rung when it is given back or its holder is dead. Rings get lost, so it is looked at again all the same.
            await store.Signals.On(Lease.TopicOf(name)).WaitAsync(options.Renewal, clock, ct);
        }
    }

    /// <summary>
    /// Forgets the lease after <see cref="LeaseLostException"/>. A late one about an earlier lease changes nothing: taking a new lease
    /// for it would fence off the work of the present one, whose failures would do the same in turn.
    /// </summary>
    public void Lost(long token)
    {
        if (_lease is { } held && held.Token == token)
        {
            // Only if it is that one still: a new one may have been taken meanwhile.
            Interlocked.CompareExchange(ref _lease, null, held);
        }
    }

    /// <summary>Gives the lease back at the end.</summary>
    public async Task ReleaseAsync()
    {
        if (_lease is { } held)
        {
            // Forgotten first: when it can't be given back, nobody works on under it here, and it expires by itself.
            _lease = null;
            await held.ReleaseAsync(store, CancellationToken.None);
        }
    }

    private async Task<bool> RenewAsync(Lease held, CancellationToken ct)
    {
        var startedAt = clock.GetTimestamp();
        if (!await held.RenewAsync(store, ct))
        {
            return false;
        }

        // Only now: a renewal that threw must be tried again before the next work, not a whole period later.
        _renewedAt = startedAt;
        return true;
    }
}
