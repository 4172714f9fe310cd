using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Leases;

/// <summary>
/// The right to do one kind of work, held by one process at a time. Its token grows with each new holder, and every commit that
/// rests on the lease checks it: a process that was paused finds itself fenced off, and its commit changes nothing.
/// </summary>
public sealed class Lease
{
    private readonly TimeProvider _clock;
    private long _duration;
    private long _renewedAt;

    private Lease(string name, string owner, long token, TimeProvider clock, TimeSpan duration, long renewedAt) =>
        (Name, Owner, Token, _clock, _duration, _renewedAt) = (name, owner, token, clock, duration.Ticks, renewedAt);

    /// <summary>What work it is about, for example <c>relay</c>.</summary>
    public string Name { get; }

    /// <summary>The process that holds it.</summary>
    public string Owner { get; }

    /// <summary>The fencing token.</summary>
    public long Token { get; }

    /// <summary>How much of it is left on the monotonic clock, which no change of the wall clock moves.</summary>
    public TimeSpan Left => TimeSpan.FromTicks(Volatile.Read(ref _duration)) - _clock.GetElapsedTime(Volatile.Read(ref _renewedAt));

    /// <summary>Rung when a lease of this name, or of one that differs only behind the last colon, became free.</summary>
    public static string TopicOf(string name) => $"lease {(name.LastIndexOf(':') is > 0 and var end ? name[..end] : name)}";

    /// <summary>Takes the lease when it is free, expired or its owner's already; else null.</summary>
    public static async Task<Lease?> TryAcquireAsync(
        IStore store, string name, string owner, LeaseOptions options, TimeProvider clock, CancellationToken ct)
    {
        // Look first: whoever waits for the lock below holds up the commits of the one who has the lease.
        var now = clock.GetUtcNow();
        var isHeld = await store.AskAsync(
            reader => reader.FirstAsync(
                "select 1 from leases where name = $1 and owner <> $2 and expires_at > $3", static row => row.Int64(0), name, owner, now),
            ct);
        return isHeld == 1 ? null : await AcquireAsync(store, name, owner, options, clock, ct);
    }

    private static Task<Lease?> AcquireAsync(
        IStore store, string name, string owner, LeaseOptions options, TimeProvider clock, CancellationToken ct)
    {
        // Read the clock before the commit: we may think the lease shorter than it is, never longer.
        var startedAt = clock.GetTimestamp();
        return store.WriteAsync(
            async transaction =>
            {
                // Behind all commits that rest on the lease as it is: none of them may come after this one.
                await transaction.LockAsync(LockOf(name));
                var now = clock.GetUtcNow();
                var token = await transaction.FirstAsync(
                    """
                    insert into leases (name, owner, token, expires_at) values ($1, $2, 1, $4)
                    on conflict (name) do update set owner = $2, token = leases.token + 1, expires_at = $4
                    where leases.expires_at <= $3 or leases.owner = $2
                    returning token
                    """,
                    static row => row.Int64(0), name, owner, now, now + options.Duration);
                return token == 0 ? null : new Lease(name, owner, token, clock, options.Duration, startedAt);
            },
            ct);
    }

    /// <summary>Prolongs the lease; false when somebody else took it.</summary>
    public Task<bool> RenewAsync(IStore store, CancellationToken ct) =>
        RenewAsync(store, TimeSpan.FromTicks(Volatile.Read(ref _duration)), ct);

    /// <summary>The same, for as long as is said from now on: when longer work is to rest on it.</summary>
    public async Task<bool> RenewAsync(IStore store, TimeSpan duration, CancellationToken ct)
    {
        var startedAt = _clock.GetTimestamp();

        // A renewal that a power cut takes back is that of a process which is gone with it.
        // A lease that has expired and that nobody took is ours still: the token decides, not the time.
        var renewed = await store.WriteBehindAsync(
            async transaction => await transaction.ExecuteAsync(
                "update leases set expires_at = $3 where name = $1 and token = $2", Name, Token, _clock.GetUtcNow() + duration) == 1,
            ct);
        if (renewed)
        {
            // In this order, which is the other way round than they are read: never the longer time from the earlier renewal on.
            Volatile.Write(ref _renewedAt, startedAt);
            Volatile.Write(ref _duration, duration.Ticks);
        }

        return renewed;
    }

    /// <summary>Gives the lease back, so that the next holder need not wait.</summary>
    public async Task ReleaseAsync(IStore store, CancellationToken ct)
    {
        // Under our token alone: given back late, it must not end the lease of who took over. Rung after the commit, or whoever waits would
        // look and find it held.
        await store.WriteAsync(
            transaction => transaction.ExecuteAsync("update leases set expires_at = 0 where name = $1 and token = $2", Name, Token), ct);
        store.Signals.Ring(TopicOf(Name));
    }

    /// <summary>Inside a commit that rests on the lease: throws when it was lost, so that nothing is committed.</summary>
    /// <exception cref="LeaseLostException">Somebody else holds it now.</exception>
    public async ValueTask CheckAsync(ITransaction transaction)
    {
        // The lock first: read without it, the token could be given to another holder before this write commits.
        await HoldOffAsync(transaction);
        Demand(await transaction.FirstAsync("select token from leases where name = $1", static row => row.Int64(0), Name));
    }

    /// <summary>
    /// The first half of <see cref="CheckAsync"/>, without a round trip, for a commit that reads <c>leases.token</c> in a statement of its
    /// own behind this and hands it to <see cref="Demand"/>: nobody takes the lease over in between.
    /// </summary>
    public ValueTask HoldOffAsync(ITransaction transaction) => transaction.LockAsync(LockOf(Name), shared: true);

    /// <summary>The second half: throws when the token that the commit read is not the lease's.</summary>
    /// <exception cref="LeaseLostException">Somebody else holds it now.</exception>
    public void Demand(long token)
    {
        if (token != Token)
        {
            throw new LeaseLostException(Name, Token);
        }
    }

    private static string LockOf(string name) => $"lease {name}";
}
