using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Gateway.Edge;

/// <summary>
/// Turns credentials into internal tokens, and remembers each token for as long as it is good, under the SHA-256 of its credential. Only
/// good credentials are remembered, so that nobody can fill it with rubbish.
/// </summary>
internal sealed class ExchangeCache(ICredentialExchange exchange, TokenVerifier tokens, TimeProvider clock)
{
    private const int Max = 100_000;
    private const int StackBytes = 512;
    private readonly ConcurrentDictionary<UInt128, Known> _known = new();

    /// <summary>Who a credential speaks for; or why it is refused.</summary>
    public ValueTask<Exchanged> ExchangeAsync(Credential credential, CancellationToken ct)
    {
        var digest = Digest(credential);
        if (_known.TryGetValue(digest, out var known))
        {
            // Revoked since: what is behind it may be gone or only changed. Exchange again and see.
            if (known.ExpiresAt > clock.GetUtcNow() && tokens.Verify(known.Token).Caller is { } caller)
            {
                return ValueTask.FromResult(new Exchanged(caller, known.Header, null));
            }

            _known.TryRemove(KeyValuePair.Create(digest, known));
        }

        return AskAsync(credential, digest, ct);
    }

    /// <summary>Whether a credential was exchanged before and its token still lives: then it is no guess.</summary>
    public bool Knows(Credential credential) =>
        _known.TryGetValue(Digest(credential), out var known) && known.ExpiresAt > clock.GetUtcNow();

    private async ValueTask<Exchanged> AskAsync(Credential credential, UInt128 digest, CancellationToken ct)
    {
        var answer = await exchange.ExchangeAsync(credential, ct);
        if (answer.Token is null)
        {
            return new Exchanged(null, null, answer.Refusal) { IsExpired = answer.IsExpired };
        }

        // Verified before it is kept: what was revoked while the exchange was under way is refused, and not served for another minute.
        var verdict = tokens.Verify(answer.Token);
        if (verdict.Caller is null)
        {
            return new Exchanged(null, null, verdict.Detail);
        }

        // Emptied at once: to exchange anew costs one look into an index, to keep an order would cost every request.
        if (_known.Count >= Max)
        {
            _known.Clear();
        }

        var known = new Known(answer.Token, $"Bearer {answer.Token}", answer.ExpiresAt);
        _known[digest] = known;
        return new Exchanged(verdict.Caller, known.Header, null);
    }

    /// <summary>128 bits of a SHA-256: nobody finds two credentials that share them.</summary>
    private static UInt128 Digest(Credential credential)
    {
        var (id, secret) = (credential.Id ?? "", credential.Secret);
        var most = Encoding.UTF8.GetMaxByteCount(id.Length + secret.Length) + 2;
        var text = most <= StackBytes ? stackalloc byte[StackBytes] : new byte[most];
        text[0] = (byte)credential.Kind;
        var length = 1 + Encoding.UTF8.GetBytes(id, text[1..]);
        text[length++] = 0;
        length += Encoding.UTF8.GetBytes(secret, text[length..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private sealed record Known(string Token, string Header, DateTimeOffset ExpiresAt);
}

/// <summary>What became of a credential.</summary>
/// <param name="Caller">Who it speaks for; null when it is refused.</param>
/// <param name="Authorization">The header with the internal token, for the module that serves the request.</param>
/// <param name="Refusal">A sentence for the 401; null when there is a caller.</param>
internal readonly record struct Exchanged(Caller? Caller, string? Authorization, string? Refusal)
{
    /// <summary>Whether it was good once; then it is no guess.</summary>
    public bool IsExpired { get; init; }
}
