using System.Buffers.Binary;
using Lockstep.Identity.Schema;
using Lockstep.Runtime;
using Lockstep.Runtime.Storage;

namespace Lockstep.Identity.Passwords;

/// <summary>
/// Tells the other processes on the database, and this one after a restart, who failed and who came in, and who had something of which each
/// gets so much within an hour: <see cref="LockOut"/> and <see cref="HourlyShare"/> count in memory, and their limits are those of all
/// processes together.
/// </summary>
internal sealed class SignInLog(IdentityDatabase database, LockOut lockOut, Instance instance)
{
    /// <summary>Rings in every process on the database when something was written down.</summary>
    public const string Topic = "sign-in-attempts";

    /// <summary>How many numbers one that committed late may lie behind the newest.</summary>
    private const int LateMax = 1_000;

    private static readonly TimeSpan Keep = TimeSpan.FromDays(1);

    /// <summary>Within it wrong passwords count for an account; what is older says nothing any more.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    public static readonly RetentionRule Retention = new(IdentityDatabase.Name, _ => Keep, """
        delete from sign_in_attempts where id in (select id from sign_in_attempts where at < $1 order by at limit $2)
        """);

    public static readonly FutureRule Future = new(
        IdentityDatabase.Name, FutureRule.Skew, "update sign_in_attempts set at = $1 where at > $2");

    private readonly HourlyShare _registered = new(database.Clock), _mailed = new(database.Clock);
    private readonly HashSet<long> _seen = [];
    private long _last;

    /// <summary>Writes an attempt down that this process has counted, or counts with this commit.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="at">When it was, if not now: what is written down later than that does not undo what came in between.</param>
    public async ValueTask AddAsync(ITransaction transaction, SignInAttempt attempt, DateTimeOffset? at = null)
    {
        var account = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(account, attempt.Account);
        await transaction.ExecuteAsync(
            "insert into sign_in_attempts (kind, account, network, is_v6, process, at) values ($1, $2, $3, $4, $5, $6)",
            (long)attempt.Kind, account, unchecked((long)attempt.Network.Bits), attempt.Network.IsVersion6, instance.Name,
            at ?? database.Clock.GetUtcNow());

        // Once it stands: whoever reads before that would not find it, and hears no other ring.
        transaction.OnCommitted(() => database.Store.Signals.Ring(Topic));
    }

    /// <summary>What counts attempts of a kind that each has an hourly share of; null for the others.</summary>
    public HourlyShare? ShareOf(SignInOutcome kind) => kind switch
    {
        SignInOutcome.Registered => _registered,
        SignInOutcome.Mailed => _mailed,
        _ => null,
    };

    /// <summary>Counts what was before this process started.</summary>
    public Task LoadAsync(CancellationToken ct) => ReadAsync(ct);

    /// <summary>Counts what other processes have written down by now.</summary>
    public async Task ReadAsync(CancellationToken ct)
    {
        var from = _last - LateMax;
        var rows = await database.Store.ReadAsync(
            reader => reader.QueryAsync(
                """
                select id, kind, account, network, is_v6, at, process from sign_in_attempts
                where id > $1 and (at >= $2 or kind = $3) order by id
                """,
                Read, from, database.Clock.GetUtcNow() - Recent, (long)SignInOutcome.Entered),
            ct);
        var now = database.Clock.GetUtcNow();
        foreach (var (id, attempt, at, isOwn) in rows)
        {
            // Its own were counted when they happened; those of the process before the restart bear another name. What a wrong clock dated
            // into the future would count for as long, and is left out.
            if (_seen.Add(id) && !isOwn && at <= now + FutureRule.Skew)
            {
                Take(attempt, now - at);
            }

            _last = Math.Max(_last, id);
        }

        // Nothing further back is read again, so that its number need not be remembered.
        _seen.RemoveWhere(id => id <= _last - LateMax);
    }

    private void Take(SignInAttempt attempt, TimeSpan age)
    {
        if (ShareOf(attempt.Kind) is { } share)
        {
            share.Count(attempt, age);
        }
        else if (attempt.Kind <= SignInOutcome.NewPassword)
        {
            // What a later version counts is nothing to this one.
            lockOut.Take(attempt, age);
        }
    }

    private (long Id, SignInAttempt SignInAttempt, DateTimeOffset At, bool IsOwn) Read(Row row) => (
        row.Int64(0),
        new SignInAttempt(
            (SignInOutcome)row.Int64(1), BinaryPrimitives.ReadUInt128BigEndian(row.Bytes(2)),
            new ClientNetwork(unchecked((ulong)row.Int64(3)), row.Int64(4) != 0)),
        row.Instant(5), string.Equals(row.Text(6), instance.Name, StringComparison.Ordinal));
}
