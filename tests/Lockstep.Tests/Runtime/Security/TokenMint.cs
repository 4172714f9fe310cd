using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Runtime.Security;
using Microsoft.IdentityModel.Tokens;

namespace Lockstep.Tests.Runtime.Security;

/// <summary>Makes tokens, good ones and every kind of bad one, and offers the keys that verify the good ones.</summary>
internal sealed class TokenMint : ITokenKeys
{
    public const string KeyId = "key-1";
    private readonly Dictionary<string, SecurityKey> _keys = new(StringComparer.Ordinal);

    public TokenMint() => _keys[KeyId] = new ECDsaSecurityKey(Pair) { KeyId = KeyId };

    public ECDsa Pair { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TokenOptions Options { get; init; } = new();

    public SecurityKey? Find(string keyId) => _keys.GetValueOrDefault(keyId);

    public void Retire() => _keys.Remove(KeyId);

    public static JsonObject Header() => new() { ["alg"] = "ES256", ["typ"] = "at+jwt", ["kid"] = KeyId };

    /// <summary>The claims of a good token that was issued now.</summary>
    public JsonObject Claims(TimeProvider clock, string subject = "user:1")
    {
        var now = clock.GetUtcNow();
        return new JsonObject
        {
            ["iss"] = Options.Issuer,
            ["sub"] = subject,
            ["aud"] = Options.Audience,
            ["exp"] = (now + Options.AccessLifetime).ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["email"] = "ada@example.com",
            ["ver"] = 1,
            ["roles"] = new JsonArray("sales"),
        };
    }

    public string Sign(JsonObject claims, JsonObject? header = null) => Sign((header ?? Header()).ToJsonString(), claims.ToJsonString());

    public string Sign(string header, string claims) => Sign($"{Part(header)}.{Part(claims)}");

    /// <summary>Signs whatever stands before the second dot.</summary>
    public string Sign(string text) => $"{text}.{Base64Url.EncodeToString(Pair.SignData(
        Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))}";

    public static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
