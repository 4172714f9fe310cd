using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Logging;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// The parts of one target's deliveries that this process holds, a lease each. Where several processes work on the database each holds its
/// fair share: it announces itself, counts the others, takes what is free, and lets go of what is too much.
/// </summary>
internal sealed partial class TargetParts(
    IStore store, string target, string owner, Parts parts, Func<LeaseOptions> lease, TimeSpan lookInterval, TimeProvider clock,
        ILogger logger)
{
    private readonly PartLeases _held = new(parts.Count);
    private readonly Membership _members = new(store, target, owner, lease(), clock);
    private long _lookedAt;
    private volatile bool _mustLook = true;

    /// <summary>How often the leases must be held to stay held.</summary>
    public TimeSpan Renewal => lease().Renewal;

    /// <summary>How many parts are with this process.</summary>
    public int Count => _held.Count;

    /// <summary>How many processes deliver to the target, as far as this one knows.</summary>
    public int Processes { get; private set; } = 1;

    /// <summary>The token under which this process holds each part; 0 where it does not, or is about to let go.</summary>
    public IReadOnlyList<long> Tokens() => _held.Tokens();

    /// <summary>The token of one part.</summary>
    public long TokenOf(int part) => _held.TokenOf(part);

    /// <summary>
    /// Begins work on a delivery of a part. Null when the part is not held, or was lost and taken again since the delivery was read.
    /// </summary>
    public Lease? Enter(int part, long token) => _held.Enter(part, token);

    /// <summary>Ends it; true when that was the last thing that kept the part from being let go.</summary>
    public bool Leave(int part) => _held.Leave(part);

    /// <summary>Looks at the next opportunity who holds what.</summary>
    public void LookSoon() => _mustLook = true;

    /// <summary>Forgets a part whose lease another process took.</summary>
    public void Lost(LeaseLostException lost)
    {
        if (_held.Lost(lost.Name, lost.Token))
        {
            FencedOff(logger, lost.Name);
            _mustLook = true;
        }
    }

    /// <summary>Renews, lets go and takes, whatever is due; true when a part was taken, so that its deliveries must be read.</summary>
    public async Task<bool> KeepAsync(CancellationToken ct)
    {
        await RenewAsync(ct);
        await LetGoAsync(ct);
        if (!_mustLook && (IsAlone && Count == parts.Count || clock.GetElapsedTime(_lookedAt) < lookInterval))
        {
            return false;
        }

        // Before looking: what changes meanwhile asks for another look.
        (_mustLook, _lookedAt) = (false, clock.GetTimestamp());
        try
        {
            return await BalanceAsync(ct);
        }
        catch
        {
            _mustLook = true;
            throw;
        }
    }

    /// <summary>Gives all back at the end, so that nobody waits for leases to expire.</summary>
    public async Task GiveBackAsync()
    {
        // Out of memory first: nothing may begin under a lease that is about to be free.
        _held.Clear();
        await _members.LeaveAsync();
        store.Signals.Ring(PartTopics.OfShares(target));
    }

    private bool IsAlone => parts.Count == 1 && !store.Dialect.HasConcurrentWrites;

    private async Task RenewAsync(CancellationToken ct)
    {
        // A flow with more patience may have come: leases that are too short for it are made longer at once.
        var options = lease();
        foreach (var held in _held.Leases().Where(held => held.Left <= options.Duration - options.Renewal))
        {
            if (!await held.RenewAsync(store, options.Duration, ct))
            {
                Lost(new LeaseLostException(held.Name, held.Token));
            }
        }
    }

    /// <summary>Only parts on which nothing is on its way: the next holder may send at once.</summary>
    private async Task LetGoAsync(CancellationToken ct)
    {
        while (_held.TakeIdleLeaver() is { } idle)
        {
            await idle.ReleaseAsync(store, ct);
        }
    }

    private async Task<bool> BalanceAsync(CancellationToken ct)
    {
        var (processes, taken) = IsAlone ? (1, []) : await _members.LookAsync(ct);
        Processes = processes;
        var share = (parts.Count + processes - 1) / processes;

        // What is too much goes before anything is taken: the others wait for it.
        _held.KeepAtMost(share);
        await LetGoAsync(ct);
        var gained = 0;
        for (var part = 0; part < parts.Count && _held.Count < share; part++)
        {
            var name = _members.LeaseOf(part);
            if (_held.TokenOf(part) == 0 && !_held.Has(part) && !taken.Contains(name)
                && await Lease.TryAcquireAsync(store, name, owner, lease(), clock, ct) is { } gain)
            {
                _held.Add(part, gain);
                gained++;
            }
        }

        if (gained > 0)
        {
            Taken(logger, target, _held.Count, parts.Count, processes);
        }

        return gained > 0;
    }

    [LoggerMessage(
        5031, LogLevel.Information, "{Target}: this process has {Held} of {Parts} parts of the deliveries; processes at work: {Processes}")]
    private static partial void Taken(ILogger logger, string target, int held, int parts, int processes);

    [LoggerMessage(5032, LogLevel.Warning, "{Lease} is with another process by now; what this one had in hand of it goes from there")]
    private static partial void FencedOff(ILogger logger, string lease);
}
