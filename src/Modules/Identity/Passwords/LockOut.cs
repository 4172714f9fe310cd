using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.Passwords;

/// <summary>What a failure led to.</summary>
/// <param name="OfAccount">How long the account is closed to the address now; zero when it is not.</param>
/// <param name="OfAddress">How long all accounts are closed to the address now; zero when they are not.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LockOutPauses(TimeSpan OfAccount, TimeSpan OfAddress);

/// <summary>
/// Slows down who guesses. Failures count for an account together with the address they come from, so that nobody can lock somebody
/// else out, and for the address over all accounts. After some that are free each one costs a pause, which doubles. Who tries during
/// a pause is turned away without a hash, and does not prolong it. Unknown accounts count like known ones. Wrong passwords also count for
/// the account wherever they come from, up to a limit by the hour; an address from which its user came in before keeps a part of it that
/// strangers can't use up. In memory, and bounded; what others on the database count comes from <see cref="SignInLog"/>.
/// </summary>
internal sealed class LockOut(IOptions<LockOutOptions> options, TimeProvider clock)
{
    /// <summary>No address is this one.</summary>
    private static readonly ClientNetwork AllNetworks = new(ulong.MaxValue, IsVersion6: false);

    private readonly Lock _gate = new();
    private readonly Dictionary<Key, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _oldestFirst = new();

    /// <summary>From where whom was let in.</summary>
    private readonly HashSet<Key> _entered = [];

    /// <summary>Half of the hour's failures may come at once, the other half as they are forgotten.</summary>
    private double AtOnce => options.Value.FailuresOfAccountPerHour / 2.0;

    private TimeSpan ForgetOfAccount => TimeSpan.FromHours(1) / AtOnce;

    /// <summary>How much longer the address must wait before it may try the account again; zero when it may.</summary>
    public TimeSpan PauseFor(string account, ClientNetwork from)
    {
        lock (_gate)
        {
            var own = new Key(SignInAttempt.Digest(account), from);

            // The longest of the three: each alone leaves a way around, by other addresses or by other accounts.
            return new[] { Left(own), Left(new Key(Account: 0, from)), LeftEverywhere(own.Account, isKnown: _entered.Contains(own)) }.Max();
        }
    }

    /// <summary>Counts a failure.</summary>
    public LockOutPauses Fail(string account, ClientNetwork from) => Take(SignInAttempt.Of(SignInOutcome.Failed, account, from));

    /// <summary>Counts a wrong password, which counts for the account wherever it came from as well.</summary>
    public LockOutPauses FailPassword(string account, ClientNetwork from) =>
        Take(SignInAttempt.Of(SignInOutcome.WrongPassword, account, from));

    /// <summary>Counts one more of something that an address may do a few times in a row, though not for its other accounts.</summary>
    public void Count(string account, ClientNetwork from) => Take(SignInAttempt.Of(SignInOutcome.Counted, account, from));

    /// <summary>
    /// The account was entered from the address. What the address did to other accounts stays: guessers have an account too.
    /// </summary>
    /// <returns>Whether that was news.</returns>
    public bool Clear(string account, ClientNetwork from)
    {
        lock (_gate)
        {
            return Enter(new Key(SignInAttempt.Digest(account), from), clock.GetTimestamp());
        }
    }

    /// <summary>The account has a new password: what was guessed before, from anywhere, says nothing any more.</summary>
    public void ClearEverywhere(string account) => Take(SignInAttempt.Of(SignInOutcome.NewPassword, account, default));

    /// <summary>Counts an attempt of this process or of another one.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="age">How long ago it was.</param>
    public LockOutPauses Take(SignInAttempt attempt, TimeSpan age = default)
    {
        var ago = Math.Max(0, age.TotalSeconds) * clock.TimestampFrequency;
        var (own, at) = (new Key(attempt.Account, attempt.Network), clock.GetTimestamp() - (long)ago);
        lock (_gate)
        {
            switch (attempt.Kind)
            {
                case SignInOutcome.Entered:
                    Enter(own, at);
                    return default;
                case SignInOutcome.NewPassword:
                    // The count over all addresses goes too: what was guessed was the old one.
                    foreach (var key in _entries.Keys.Where(key => key.Account == attempt.Account).ToList())
                    {
                        Remove(key);
                    }

                    return default;
                case SignInOutcome.Counted:
                    return new LockOutPauses(Count(own, at, options.Value.FreeFailures), TimeSpan.Zero);
                case SignInOutcome.WrongPassword:
                    // This one only adds up and never pauses: how much of it an address may use up depends on who asks.
                    Count(Everywhere(attempt.Account), at, int.MaxValue, ForgetOfAccount);
                    break;
            }

            // Both counts at once: who tries one password on many accounts fails only once at each of them.
            return new LockOutPauses(
                Count(own, at, options.Value.FreeFailures),
                Count(new Key(Account: 0, attempt.Network), at, options.Value.FreeFailuresOfAddress));
        }
    }

    /// <summary>Failures after it stay: what others tell may come late.</summary>
    private bool Enter(Key own, long at)
    {
        var hadFailed = _entries.TryGetValue(own, out var node) && node.Value.At <= at && Remove(own);

        // Emptied as a whole, for it has no order. Whoever is forgotten here is a stranger until the next sign-in, and no more than that.
        if (_entered.Count >= options.Value.EntriesMax)
        {
            _entered.Clear();
        }

        return _entered.Add(own) || hadFailed;
    }

    private TimeSpan Left(Key key)
    {
        var left = _entries.TryGetValue(key, out var node) ? node.Value.Pause - clock.GetElapsedTime(node.Value.At) : TimeSpan.Zero;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>How long until one more failure of the account stays within the limit; strangers must leave half of it.</summary>
    private TimeSpan LeftEverywhere(UInt128 account, bool isKnown)
    {
        var beyond = FailuresOf(Everywhere(account), clock.GetTimestamp(), ForgetOfAccount) + 1 - (isKnown ? AtOnce : AtOnce / 2);
        return beyond > 0 ? beyond * ForgetOfAccount : TimeSpan.Zero;
    }

    private double FailuresOf(Key key, long at, TimeSpan forgetAfter) => _entries.TryGetValue(key, out var node)
        ? Math.Max(0, node.Value.Failures - (clock.GetElapsedTime(node.Value.At, at) / forgetAfter))
        : 0;

    private TimeSpan Count(Key key, long at, int free, TimeSpan? forgetAfter = null)
    {
        // What others tell comes late: it must not set a newer failure back, and with it the pause that runs.
        at = _entries.TryGetValue(key, out var before) ? Math.Max(at, before.Value.At) : at;
        var failures = 1 + FailuresOf(key, at, forgetAfter ?? options.Value.ForgetAfter);

        // Taken out and put in at the end, so that what failed last is forgotten last.
        Remove(key);
        if (_entries.Count >= options.Value.EntriesMax)
        {
            Remove(_oldestFirst.First!.Value.Key);
        }

        var pause = PauseAfter(failures - free);
        _entries[key] = _oldestFirst.AddLast(new Entry(key, failures, pause, at));
        return pause;
    }

    /// <summary>The pause after so many failures beyond the free ones.</summary>
    private TimeSpan PauseAfter(double beyond)
    {
        if (beyond <= 0)
        {
            return TimeSpan.Zero;
        }

        // Far beyond, the power is too large for a time, but not for the comparison.
        var pause = options.Value.Pause.TotalMilliseconds * Math.Pow(2, Math.Ceiling(beyond) - 1);
        return TimeSpan.FromMilliseconds(Math.Min(pause, options.Value.PauseMax.TotalMilliseconds));
    }

    private bool Remove(Key key)
    {
        if (!_entries.Remove(key, out var node))
        {
            return false;
        }

        _oldestFirst.Remove(node);
        return true;
    }

    private static Key Everywhere(UInt128 account) => new(account, AllNetworks);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Key(UInt128 Account, ClientNetwork Network);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Entry(Key Key, double Failures, TimeSpan Pause, long At);
}
