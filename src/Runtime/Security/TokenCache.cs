using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Lockstep.Runtime.Security;

/// <summary>The SHA-256 of a whole token: says which one it is without keeping it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct TokenDigest : IEquatable<TokenDigest>
{
    private const int StackBytes = 1_024;
    private readonly UInt128 _high;
    private readonly UInt128 _low;

    private TokenDigest(ReadOnlySpan<byte> hash) =>
        (_high, _low) = (MemoryMarshal.Read<UInt128>(hash), MemoryMarshal.Read<UInt128>(hash[16..]));

    /// <summary>False when the text holds anything but ASCII, so that no two texts share their bytes.</summary>
    public static bool TryOf(ReadOnlySpan<char> token, out TokenDigest digest)
    {
        digest = default;
        var bytes = token.Length <= StackBytes ? stackalloc byte[StackBytes] : new byte[token.Length];
        if (Ascii.FromUtf16(token, bytes, out var length) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..length], hash);
        digest = new TokenDigest(hash);
        return true;
    }

    public bool Equals(TokenDigest other) => _high == other._high && _low == other._low;

    public override bool Equals(object? obj) => obj is TokenDigest other && Equals(other);

    /// <summary>Any 32 bits of a SHA-256 are as good as all of them.</summary>
    public override int GetHashCode() => (int)(uint)_low;
}

/// <summary>A token that was verified once.</summary>
/// <param name="Caller">Who it speaks for.</param>
/// <param name="KeyId">The <c>kid</c> it was signed under.</param>
/// <param name="Key">The key that this named when it was verified.</param>
/// <param name="ExpiresAt">From when on it is refused, in milliseconds since 1970, clock skew included.</param>
internal sealed record VerifiedToken(Caller Caller, string KeyId, SecurityKey Key, long ExpiresAt);

/// <summary>Remembers verified tokens, at most so many. Only verified ones get in, so that nobody can fill it with rubbish.</summary>
internal sealed class TokenCache(int max)
{
    private const int ShareToDrop = 8;
    private readonly ConcurrentDictionary<TokenDigest, VerifiedToken> _tokens = new();
    private readonly Lock _sweep = new();
    private int _count;

    public VerifiedToken? Find(TokenDigest digest) => _tokens.GetValueOrDefault(digest);

    public void Add(TokenDigest digest, VerifiedToken token, long now)
    {
        if (Volatile.Read(ref _count) >= max)
        {
            MakeRoom(now);
        }

        if (Volatile.Read(ref _count) < max && _tokens.TryAdd(digest, token))
        {
            Interlocked.Increment(ref _count);
        }
    }

    public void Remove(TokenDigest digest)
    {
        if (_tokens.TryRemove(digest, out _))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    public void RemoveAll(string subject) => RemoveWhere(caller => string.Equals(caller.Subject, subject, StringComparison.Ordinal));

    public void RemoveSession(string session) => RemoveWhere(caller => string.Equals(caller.Session, session, StringComparison.Ordinal));

    private void RemoveWhere(Predicate<Caller> condition)
    {
        foreach (var (digest, token) in _tokens)
        {
            if (condition(token.Caller))
            {
                Remove(digest);
            }
        }
    }

    /// <summary>Drops what has expired; when that is nothing, an eighth, so that the next sweep is a long way off.</summary>
    private void MakeRoom(long now)
    {
        if (!_sweep.TryEnter())
        {
            return;
        }

        try
        {
            foreach (var (digest, token) in _tokens)
            {
                if (token.ExpiresAt <= now)
                {
                    Remove(digest);
                }
            }

            if (Volatile.Read(ref _count) >= max)
            {
                DropSome();
            }
        }
        finally
        {
            _sweep.Exit();
        }
    }

    private void DropSome()
    {
        foreach (var (digest, _) in _tokens.Take((max / ShareToDrop) + 1))
        {
            Remove(digest);
        }
    }
}
