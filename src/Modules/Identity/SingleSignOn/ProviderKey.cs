using System.Numerics;
using Microsoft.IdentityModel.Tokens;

namespace Lockstep.Identity.SingleSignOn;

/// <summary>A public key of the provider that verifies signatures.</summary>
/// <param name="Key">As tokens are verified with.</param>
/// <param name="Algorithms">Those that fit it and are allowed; never none, which the library would take for all.</param>
internal sealed record ProviderKey(SecurityKey Key, IReadOnlyList<string> Algorithms)
{
    private const int RsaBitsMin = 2_048;
    private const int RsaBitsMax = 8_192;
    private static readonly string[] RsaAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];

    /// <summary>All that may be allowed: each has a public and a private key. With HS256 the public key would be the secret.</summary>
    public static IReadOnlyList<string> AllAlgorithms { get; } = [.. RsaAlgorithms, "ES256", "ES384", "ES512"];

    /// <summary>The key of an entry of a key set (RFC 7517); null when it is not fit to verify signatures.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="allowed">The algorithms that count.</param>
    public static ProviderKey? Of(JsonWebKey entry, IReadOnlyList<string> allowed)
    {
        // A key that says its algorithm is good for that one only. One whose private part is published signs for everybody.
        var fit = AlgorithmsOf(entry).Intersect(allowed, StringComparer.Ordinal)
            .Where(algorithm => string.IsNullOrEmpty(entry.Alg) || string.Equals(algorithm, entry.Alg, StringComparison.Ordinal)).ToList();
        if (fit.Count == 0 || entry.Use is not (null or "" or "sig") || !string.IsNullOrEmpty(entry.D)
            || (entry.KeyOps.Count > 0 && !entry.KeyOps.Contains("verify")))
        {
            return null;
        }

        // The library would rather take the key of a certificate beside it, which may be another one.
        entry.X5c.Clear();
        return JsonWebKeyConverter.TryConvertToSecurityKey(entry, out var key) && IsOfFitSize(key) ? new ProviderKey(key, fit) : null;
    }

    private static string[] AlgorithmsOf(JsonWebKey entry) => (entry.Kty, entry.Crv) switch
    {
        ("RSA", _) => RsaAlgorithms,
        ("EC", "P-256") => ["ES256"],
        ("EC", "P-384") => ["ES384"],
        ("EC", "P-521") => ["ES512"],
        _ => [],
    };

    /// <summary>The library counts bytes, and leading zeros with them.</summary>
    private static bool IsOfFitSize(SecurityKey key) =>
        key is not RsaSecurityKey rsa
        || new BigInteger(rsa.Parameters.Modulus, isUnsigned: true, isBigEndian: true).GetBitLength() is >= RsaBitsMin and <= RsaBitsMax;
}
