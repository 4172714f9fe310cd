using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.Passwords;

/// <summary>What a password check found.</summary>
internal enum PasswordCheck
{
    Right,
    Wrong,

    /// <summary>Too many wait already; nothing was checked.</summary>
    Busy,
}

/// <summary>
/// The only way to check a password. A hash is slow by design, so that only so many run at once: a flood of sign-ins must not take
/// every core from those who are in already.
/// </summary>
internal sealed class PasswordGate(IPasswordHasher<string> hasher, IOptions<PasswordGateOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _places = new(options.Value.HashesAtOnce ?? Math.Max(1, Environment.ProcessorCount / 2));
    private readonly string _decoy = hasher.HashPassword("", RandomNumberGenerator.GetHexString(32));
    private int _waiting;

    /// <summary>
    /// Checks a password against a stored hash. Without a hash, for a user who does not exist, a decoy takes its place: the answer
    /// takes the same time, so that it does not tell who exists.
    /// </summary>
    public async Task<PasswordCheck> CheckAsync(string? hash, string password, CancellationToken ct)
    {
        if (!await EnterAsync(ct))
        {
            return PasswordCheck.Busy;
        }

        try
        {
            var result = await Task.Run(() => hasher.VerifyHashedPassword("", hash ?? _decoy, password), ct);
            return hash is null || result == PasswordVerificationResult.Failed ? PasswordCheck.Wrong : PasswordCheck.Right;
        }
        finally
        {
            _places.Release();
        }
    }

    public string Hash(string password) => hasher.HashPassword("", password);

    public void Dispose() => _places.Dispose();

    private async Task<bool> EnterAsync(CancellationToken ct)
    {
        if (await _places.WaitAsync(TimeSpan.Zero, ct))
        {
            return true;
        }

        try
        {
            if (Interlocked.Increment(ref _waiting) > options.Value.HashQueueMax)
            {
                return false;
            }

            await _places.WaitAsync(ct);
            return true;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
