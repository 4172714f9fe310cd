using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Lockstep.Identity.SingleSignOn;

/// <summary>A public key of the provider that verifies signatures.</summary>
internal sealed class ProviderKey
{
    private const int RsaBitsMin = 2_048;
    private const int RsaBitsMax = 8_192;
    private static readonly string[] RsaAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];
    private readonly JsonWebTokenHandler _handler = new();
    private readonly SecurityKey _key;
    private readonly string[] _algorithms;

    // The library would keep one verifier for each key id in the whole process, and a rotated key may come back under its old id.
    private readonly CryptoProviderFactory _signatures = new() { CacheSignatureProviders = false };

    private ProviderKey(SecurityKey key, string[] algorithms) => (_key, _algorithms) = (key, algorithms);

    /// <summary>All that may be allowed: each has a public and a private key. With HS256 the public key would be the secret.</summary>
    public static IReadOnlyList<string> Algorithms { get; } = [.. RsaAlgorithms, "ES256", "ES384", "ES512"];

    /// <summary>The key of an entry of a key set (RFC 7517); null when it is not fit to verify signatures.</summary>
    public static ProviderKey? Read(JsonElement entry)
    {
        // A key whose private part is published signs for everybody.
        if (Text(entry, "use") is not (null or "sig") || Text(entry, "kid") is not { Length: > 0 } keyId || entry.TryGetProperty("d", out _)
            || (entry.TryGetProperty("key_ops", out var uses) && OutsideJwt.Strings(uses)?.Contains("verify", StringComparer.Ordinal) is not true))
        {
            return null;
        }

        try
        {
            return (Text(entry, "kty"), Text(entry, "crv")) switch
            {
                ("RSA", _) => ReadRsa(entry, keyId),
                ("EC", "P-256") => ReadCurve(entry, keyId, ECCurve.NamedCurves.nistP256, "ES256"),
                ("EC", "P-384") => ReadCurve(entry, keyId, ECCurve.NamedCurves.nistP384, "ES384"),
                ("EC", "P-521") => ReadCurve(entry, keyId, ECCurve.NamedCurves.nistP521, "ES512"),
                _ => null,
            };
        }
        catch (Exception error) when (error is CryptographicException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whether the key signed a token, by an algorithm that is this key's. Never throws, whatever the token.</summary>
    public bool Signed(OutsideJwt token)
    {
        if (!_algorithms.Contains(token.Algorithm, StringComparer.Ordinal))
        {
            return false;
        }

        try
        {
            // One at a time: the platform's key objects do not promise to serve two threads.
            lock (_handler)
            {
                return _handler.ValidateToken(token.Text, new TokenValidationParameters
                {
                    IssuerSigningKey = _key,
                    CryptoProviderFactory = _signatures,
                    RequireSignedTokens = true,
                    ValidateIssuer = false,
                    ValidateAudience = false,
                    ValidateLifetime = false,
                }).IsValid;
            }
        }
        catch (Exception)
        {
            // Whatever a sender makes the handler stumble over is a reason to refuse, never a 500.
            return false;
        }
    }

    private static ProviderKey? ReadRsa(JsonElement entry, string keyId)
    {
        var key = RSA.Create(new RSAParameters { Modulus = Number(entry, "n"), Exponent = Number(entry, "e") });
        return key.KeySize is >= RsaBitsMin and <= RsaBitsMax ? Make(entry, new RsaSecurityKey(key) { KeyId = keyId }, RsaAlgorithms) : null;
    }

    private static ProviderKey? ReadCurve(JsonElement entry, string keyId, ECCurve curve, string algorithm) => Make(
        entry,
        new ECDsaSecurityKey(ECDsa.Create(new ECParameters { Curve = curve, Q = new ECPoint { X = Number(entry, "x"), Y = Number(entry, "y") } })) { KeyId = keyId },
        [algorithm]);

    /// <summary>A key that says its algorithm is good for that one only.</summary>
    private static ProviderKey? Make(JsonElement entry, SecurityKey key, string[] algorithms)
    {
        var fit = Text(entry, "alg") is { } only ? Array.FindAll(algorithms, algorithm => string.Equals(algorithm, only, StringComparison.Ordinal)) : algorithms;
        return fit.Length > 0 ? new ProviderKey(key, fit) : null;
    }

    private static byte[] Number(JsonElement entry, string name) => Base64Url.DecodeFromChars(Text(entry, name) ?? "");

    private static string? Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
