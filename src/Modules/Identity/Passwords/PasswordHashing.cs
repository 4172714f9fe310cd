using System.Security.Cryptography;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.Passwords;

/// <summary>What a password check found.</summary>
/// <param name="IsRight">Whether the password fits.</param>
/// <param name="Rehash">A new hash to keep in place of one that is weaker than today's; else null.</param>
/// <param name="Busy">Too many wait already, so nothing was checked: the answer to give.</param>
internal sealed record PasswordMatch(bool IsRight, string? Rehash = null, Refusal? Busy = null);

/// <summary>A new hash, or the answer to give because too many wait already.</summary>
internal sealed record HashedPassword(string? Hash, Refusal? Busy = null);

/// <summary>
/// The only way to check or hash a password. A hash is slow by design, so that only so many run at once: a flood of sign-ins must not
/// take every core from those who are in already. Networks take turns: nor must a flood from one keep the others out.
/// </summary>
internal sealed class PasswordHashing(IPasswordHasher<string> hasher, IOptions<PasswordHashingOptions> options)
{
    private static readonly Refusal Crowded = new(
        RefusalCode.TooMany, "Too many sign-ins from your address are waiting; try again in a moment.",
        RetryAfter: TimeSpan.FromSeconds(2));
    private static readonly Refusal Full = new(
        RefusalCode.Unavailable, "Too many people are signing in right now; try again in a moment.", RetryAfter: TimeSpan.FromSeconds(5));

    private readonly FairQueue _turns = new(
        options.Value.HashesAtOnce ?? Math.Max(1, Environment.ProcessorCount / 2), options.Value.HashQueueMax,
        options.Value.HashQueueShare);

    // By the same hasher, so that it takes as many rounds as a real one.
    private readonly Lazy<string> _decoy = new(() => hasher.HashPassword("", RandomNumberGenerator.GetHexString(32)));

    /// <summary>
    /// Checks a password against a stored hash. Without a hash, for a user who does not exist, a decoy takes its place: the answer
    /// takes the same time, so that it does not tell who exists.
    /// </summary>
    /// <param name="from">Where the request comes from.</param>
    /// <param name="hash">The stored hash; null when there is none.</param>
    /// <param name="password">What was typed.</param>
    /// <param name="admit">Asked when the turn has come: an answer instead of the check, or null.</param>
    /// <param name="wrong">
    /// Told of a wrong password before the turn is given back: else those who wait behind would not know of the pause that it begins.
    /// </param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<PasswordMatch> CheckAsync(
        ClientNetwork from, string? hash, string password, Func<Refusal?> admit, Action wrong, CancellationToken ct)
    {
        var (check, busy) = await TakeTurnAsync(
            from, () => admit() is { } refusal ? new PasswordMatch(IsRight: false, Busy: refusal) : Check(hash, password, wrong), ct);
        return check ?? new PasswordMatch(IsRight: false, Busy: busy);
    }

    /// <summary>Hashes a new password, in its turn like any other.</summary>
    public async Task<HashedPassword> HashAsync(ClientNetwork from, string password, CancellationToken ct)
    {
        var (hash, busy) = await TakeTurnAsync(from, () => Hash(password), ct);
        return new HashedPassword(hash, busy);
    }

    /// <summary>Hashes without waiting for a turn: for the start, when nobody else is there.</summary>
    public string Hash(string password) => hasher.HashPassword("", password);

    private PasswordMatch Check(string? hash, string password, Action wrong)
    {
        // Made by the first check of all, also of a user who exists: made for the first who does not, it would tell that by its time.
        var decoy = _decoy.Value;
        var result = hasher.VerifyHashedPassword("", hash ?? decoy, password);

        // Whatever the decoy says: nobody comes in by it.
        var isRight = hash is not null && result != PasswordVerificationResult.Failed;
        if (!isRight)
        {
            wrong();
        }

        return new PasswordMatch(isRight, isRight && result == PasswordVerificationResult.SuccessRehashNeeded ? Hash(password) : null);
    }

    private async Task<(T? Result, Refusal? Busy)> TakeTurnAsync<T>(ClientNetwork from, Func<T> work, CancellationToken ct) where T : class
    {
        switch (await _turns.EnterAsync(from, ct))
        {
            case Turn.Crowded:
                return (null, Crowded);
            case Turn.Full:
                return (null, Full);
        }

        try
        {
            // On another thread: a hash keeps a core for a fifth of a second.
            return (await Task.Run(work, ct), null);
        }
        finally
        {
            _turns.Leave();
        }
    }
}
