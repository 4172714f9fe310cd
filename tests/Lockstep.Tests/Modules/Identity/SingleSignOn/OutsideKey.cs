using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Lockstep.Tests.Modules.Identity.SingleSignOn;

/// <summary>A key pair of the fake provider.</summary>
internal sealed class OutsideKey : IDisposable
{
    private readonly RSA? _rsa;
    private readonly ECDsa? _curve;

    private OutsideKey(string id, RSA? rsa, ECDsa? curve) => (Id, _rsa, _curve) = (id, rsa, curve);

    public string Id { get; }

    /// <summary>The public part as a PEM file would have it.</summary>
    public string Pem => _rsa?.ExportSubjectPublicKeyInfoPem() ?? _curve!.ExportSubjectPublicKeyInfoPem();

    public byte[] PublicKey => _rsa?.ExportSubjectPublicKeyInfo() ?? _curve!.ExportSubjectPublicKeyInfo();

    public static OutsideKey Rsa(string id, int bits = 2_048) => new(id, RSA.Create(bits), null);

    public static OutsideKey Curve(string id) => new(id, null, ECDsa.Create(ECCurve.NamedCurves.nistP256));

    public JsonObject ToJwk()
    {
        if (_rsa is not null)
        {
            var numbers = _rsa.ExportParameters(includePrivateParameters: false);
            return new JsonObject
            {
                ["kty"] = "RSA", ["kid"] = Id, ["n"] = Base64Url.EncodeToString(numbers.Modulus),
                ["e"] = Base64Url.EncodeToString(numbers.Exponent),
            };
        }

        var point = _curve!.ExportParameters(includePrivateParameters: false).Q;
        return new JsonObject
        {
            ["kty"] = "EC", ["crv"] = "P-256", ["kid"] = Id, ["x"] = Base64Url.EncodeToString(point.X),
            ["y"] = Base64Url.EncodeToString(point.Y),
        };
    }

    public string Sign(JsonObject header, JsonObject claims) =>
        Sign(header.ToJsonString(), claims.ToJsonString(), (string?)header["alg"] ?? "");

    /// <summary>Signs what is given by the algorithm's own rules, or by this key's when it is none of the key's.</summary>
    public string Sign(string header, string claims, string algorithm)
    {
        var text = $"{Part(header)}.{Part(claims)}";
        var data = Encoding.ASCII.GetBytes(text);
        var hash = algorithm.EndsWith("384", StringComparison.Ordinal) ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256;
        var signature =
            _curve?.SignData(data, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
            ?? _rsa!.SignData(
                data, hash, algorithm.StartsWith("PS", StringComparison.Ordinal) ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    public static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    public void Dispose()
    {
        _rsa?.Dispose();
        _curve?.Dispose();
    }
}
