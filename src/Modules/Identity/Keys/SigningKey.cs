using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Lockstep.Identity.Keys;

/// <summary>
/// One key pair for ES256 (ECDSA on P-256 with SHA-256, RFC 7518). Signs one token at a time; safe for use by many threads.
/// </summary>
internal sealed class SigningKey
{
    private readonly ECDsa _pair;
    private readonly Lock _gate = new();

    private SigningKey(ECDsa pair)
    {
        _pair = pair;
        PublicKey = pair.ExportSubjectPublicKeyInfo();
        var point = pair.ExportParameters(includePrivateParameters: false).Q;
        var (x, y) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        Id = Thumbprint(x, y);
        Jwk = new Jwk("EC", "P-256", x, y, "sig", "ES256", Id);

        // An object of its own without the private part: what verifies can't sign, and does not wait for who signs.
        Verifier = Public(PublicKey, Id);
    }

    /// <summary>The <c>kid</c>: the key's thumbprint (RFC 7638), so that no other key can ever have it.</summary>
    public string Id { get; }

    /// <summary>SubjectPublicKeyInfo.</summary>
    public byte[] PublicKey { get; }

    /// <summary>The public part as the key set publishes it.</summary>
    public Jwk Jwk { get; }

    /// <summary>The public part as tokens are verified with.</summary>
    public SecurityKey Verifier { get; }

    public static SigningKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>The key pair from what <see cref="ExportPrivateKey"/> gave.</summary>
    public static SigningKey Import(byte[] privateKey)
    {
        var pair = ECDsa.Create();
        pair.ImportPkcs8PrivateKey(privateKey, out _);
        return new SigningKey(pair);
    }

    public byte[] ExportPrivateKey() => _pair.ExportPkcs8PrivateKey();

    /// <summary>The signature in the form of JWS: r and s, 32 bytes each.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            return _pair.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    private static ECDsaSecurityKey Public(byte[] publicKey, string id)
    {
        var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(publicKey, out _);
        return new ECDsaSecurityKey(key) { KeyId = id };
    }

    private static string Thumbprint(string x, string y) => Base64Url.EncodeToString(
        SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""")));
}
