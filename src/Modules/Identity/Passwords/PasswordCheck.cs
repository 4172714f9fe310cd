using Lockstep.Contracts.Access;
using Lockstep.Identity.Audit;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.Extensions.Logging;

namespace Lockstep.Identity.Passwords;

/// <summary>
/// Where a password or a code is to prove who somebody is: the pauses, the hash, and what is written down about a refusal.
/// </summary>
internal sealed partial class PasswordCheck(
    IdentityDatabase database, PasswordHashing hashing, LockOut lockOut, SignInLog attempts, AuditLog audit, ILogger<PasswordCheck> logger)
{
    /// <summary>
    /// A 429 while the address must wait before it tries the account again; nothing is checked then, and nothing counted.
    /// </summary>
    public Refusal? Paused(Work work, string account)
    {
        var pause = lockOut.PauseFor(account, ClientNetwork.Of(work.Address));
        if (pause == TimeSpan.Zero)
        {
            return null;
        }

        // Without an entry in the audit log: whoever is turned away without a hash could fill it in no time.
        TurnedAway(logger, work.Actor);
        return new Refusal(
            RefusalCode.TooMany,
                "Too many failures from your address or for this account; wait as long as Retry-After says, then try again.",
            RetryAfter: pause);
    }

    /// <summary>
    /// Counts one more of something that an address may do a few times in a row, whatever becomes of it: in all processes on the database.
    /// </summary>
    public async Task CountAsync(Work work, string account)
    {
        var counted = SignInAttempt.Of(SignInOutcome.Counted, account, ClientNetwork.Of(work.Address));

        // In memory first, and written down whether the caller waits or not: of requests at the same moment each must find the others, and
        // hanging up must not make one free.
        lockOut.Take(counted);
        await database.Store.WriteAsync(transaction => AppendAsync(transaction, [], [counted]));
    }

    /// <summary>Checks a user's password.</summary>
    /// <param name="work">The work.</param>
    /// <param name="account">The e-mail address as it was typed; failures count for it, whether or not there is such a user.</param>
    /// <param name="user">The user with this address; null when there is none, which takes as long.</param>
    /// <param name="password">What was typed.</param>
    /// <param name="wrong">The answer when it does not fit.</param>
    /// <returns>
    /// The answer when it does not fit or was not checked, and, when it fits, a hash to keep instead of the old one, if any.
    /// </returns>
    public async Task<(Refusal? Refusal, string? Rehash)> CheckAsync(
        Work work, string account, UserAccount? user, string password, Refusal wrong)
    {
        if (Paused(work, account) is { } paused)
        {
            return (paused, null);
        }

        // The pause is asked for again once the turn has come, and a failure is counted before the turn is given back: a wall of requests
        // would else pass together, for each found no pause when it came.
        var (network, pauses) = (ClientNetwork.Of(work.Address), default(LockOutPauses));
        var check = await hashing.CheckAsync(
            network, user?.Hash, password, () => Paused(work, account), () => pauses = lockOut.FailPassword(account, network), work.Ct);
        if (check.Busy is not null)
        {
            return (check.Busy, null);
        }

        return check.IsRight ? (null, check.Rehash)
            : (await WriteDownAsync(
                work, account, user, wrong, "session:refused", pauses,
                SignInAttempt.Of(SignInOutcome.WrongPassword, account, network)), null);
    }

    /// <summary>
    /// A 429 while a second factor was guessed at too often, from wherever. Only who has the password gets this far, so this locks nobody
    /// else out; without it, many addresses would be as many guesses.
    /// </summary>
    public Refusal? FactorPaused(UserAccount user)
    {
        var pause = lockOut.PauseFor(FactorOf(user), default);
        return pause == TimeSpan.Zero ? null : new Refusal(
            RefusalCode.TooMany, "The second factor was wrong too often; wait as long as Retry-After says.", RetryAfter: pause);
    }

    /// <summary>Counts a wrong second factor, for its user wherever it came from and for its address.</summary>
    public Task<Refusal> RefuseFactorAsync(Work work, string account, UserAccount user, Refusal answer, string action = "session:refused")
    {
        // Before the write: of codes that come at the same moment each must find those before it.
        lockOut.Count(FactorOf(user), default);
        return RefuseAsync(work, account, user, answer, action, SignInAttempt.Of(SignInOutcome.Counted, FactorOf(user), default));
    }

    /// <summary>
    /// Counts a right password without the second factor, for its address: whoever tries passwords learns by it which one is right. Who
    /// goes on with the code is let off again.
    /// </summary>
    public Task<Refusal> MissFactorAsync(Work work, string account, UserAccount user, Refusal answer)
    {
        var counted = SignInAttempt.Of(SignInOutcome.Counted, account, ClientNetwork.Of(work.Address));
        lockOut.Take(counted);
        return WriteDownAsync(work, account, user, answer, "session:refused", default, counted);
    }

    /// <summary>Counts a failure and writes it down, with the pauses that it begins.</summary>
    public Task<Refusal> RefuseAsync(
        Work work, string account, UserAccount? user, Refusal answer, string action = "session:refused", params SignInAttempt[] counted)
    {
        var failed = SignInAttempt.Of(SignInOutcome.Failed, account, ClientNetwork.Of(work.Address));
        return WriteDownAsync(work, account, user, answer, action, lockOut.Take(failed), [failed, .. counted]);
    }

    /// <summary>Forgets the failures of an address for an account, because somebody got in.</summary>
    public void Opened(Work work, string account) => Opened(account, ClientNetwork.Of(work.Address));

    /// <summary>The same for the second factor, which was right.</summary>
    public void FactorOpened(UserAccount user) => Opened(FactorOf(user), default);

    /// <summary>Nobody waits for the others to know.</summary>
    private void Opened(string account, ClientNetwork from)
    {
        if (lockOut.Clear(account, from))
        {
            var (entered, at) = (SignInAttempt.Of(SignInOutcome.Entered, account, from), database.Clock.GetUtcNow());
            database.Store.WriteSoon(
                $"entered:{entered.Account:x}:{from.Bits:x}", transaction => attempts.AddAsync(transaction, entered, at));
        }
    }

    /// <summary>What the lock-out counts wrong second factors under; no e-mail address looks like it.</summary>
    private static string FactorOf(UserAccount user) => $"second-factor {user.Subject}";

    private async Task<Refusal> WriteDownAsync(
        Work work, string account, UserAccount? user, Refusal answer, string action, LockOutPauses pauses, params SignInAttempt[] counted)
    {
        var target = user is null ? "" : UserTable.Path(user.Id);
        var subject = user?.Subject ?? "nobody we know";

        // A subject of ours, and never what was typed: people mistake the field for that of the password.
        Refused(logger, subject);
        var entries = new List<AuditEntry> { Audited.Refused(work, action, target, account) };
        if (pauses.OfAccount > TimeSpan.Zero)
        {
            Locked(logger, subject, pauses.OfAccount.TotalSeconds);
            entries.Add(Audited.Refused(work, "user:locked", target, account));
        }

        if (pauses.OfAddress > TimeSpan.Zero)
        {
            AddressLocked(logger, pauses.OfAddress.TotalSeconds);
            entries.Add(Audited.Refused(work, "address:locked", ""));
        }

        // The entry and the count are one commit, and not under the request's token: who hangs up after a guess leaves no less of a trace.
        await database.Store.WriteAsync(transaction => AppendAsync(transaction, entries, counted));
        return answer;
    }

    private async ValueTask<bool> AppendAsync(ITransaction transaction, List<AuditEntry> entries, SignInAttempt[] counted)
    {
        foreach (var attempt in counted)
        {
            await attempts.AddAsync(transaction, attempt);
        }

        foreach (var entry in entries)
        {
            await audit.AppendAsync(transaction, entry);
        }

        return true;
    }

    [LoggerMessage(4011, LogLevel.Warning, "sign-in refused for {Subject}")]
    private static partial void Refused(ILogger logger, string subject);

    [LoggerMessage(4020, LogLevel.Warning, "{Subject} is closed for {Seconds} s to an address that failed too often")]
    private static partial void Locked(ILogger logger, string subject, double seconds);

    [LoggerMessage(4021, LogLevel.Warning, "an address that failed too often is turned away for {Seconds} s, whatever the account")]
    private static partial void AddressLocked(ILogger logger, double seconds);

    [LoggerMessage(4022, LogLevel.Information, "{Actor} was turned away: its address has to wait")]
    private static partial void TurnedAway(ILogger logger, string actor);
}
