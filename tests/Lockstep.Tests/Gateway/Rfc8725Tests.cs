using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Identity.Keys;
using Lockstep.Runtime.Security;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Gateway;

/// <summary>
/// JSON Web Token Best Current Practices (RFC 8725), section by section, through the front door. Everything here is signed with the key of
/// the installation where that is possible at all: what is refused is refused for the reason that the test names.
/// </summary>
public sealed class Rfc8725Tests(SurfaceFixture fixture) : IClassFixture<SurfaceFixture>
{
    private TestApp App => fixture.App;

    private SigningKey Key => App.Services.GetRequiredService<SigningKeys>().Current;

    [Fact]
    public async Task The_measure_a_token_made_by_these_helpers_is_good() =>
        (await CallAsync(Sign(Header(), Claims()))).Status.ShouldBe(200);

    [Fact]
    public async Task Section_3_1_only_the_one_algorithm_is_taken_whatever_the_header_says()
    {
        foreach (var algorithm in new[]
        {
            "none", "None", "nOnE", "", "HS256", "HS384", "HS512", "RS256", "PS256", "ES384", "ES512", "EdDSA", "es256", "ES256K",
        })
        {
            await RefusedAsync(Sign(Header(algorithm), Claims()), $"alg {algorithm}, signed with our key");
            await RefusedAsync($"{Part(Header(algorithm))}.{Part(Claims())}.", $"alg {algorithm}, unsigned");
        }

        foreach (var secret in new[] { Key.PublicKey, Encoding.ASCII.GetBytes(Pem()), Encoding.UTF8.GetBytes(Key.Jwk.X) })
        {
            var text = $"{Part(Header("HS256"))}.{Part(Claims())}";
            await RefusedAsync(
                $"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(text)))}",
                "the public key as a shared secret");
        }
    }

    [Fact]
    public void Section_3_2_the_algorithm_is_ECDSA_on_P_256() => (Key.Jwk.Kty, Key.Jwk.Crv, Key.Jwk.Alg).ShouldBe(("EC", "P-256", "ES256"));

    [Fact]
    public async Task Section_3_3_every_signature_counts_and_each_byte_of_it()
    {
        var good = Sign(Header(), Claims());
        var parts = good.Split('.');
        await RefusedAsync(
            $"{parts[0]}.{Part(Claims(("roles", new JsonArray("admin", "manager"))))}.{parts[2]}", "other claims under the signature");
        await RefusedAsync($"{parts[0]}.{parts[1]}.{Base64Url.EncodeToString(new byte[64])}", "r = s = 0");
        await RefusedAsync(
            $"{parts[0]}.{parts[1]}.{Base64Url.EncodeToString(Enumerable.Repeat((byte)0xff, 64).ToArray())}", "r and s beyond the order");
        var der = new AsnSignature(Base64Url.DecodeFromChars(parts[2])).Encode();
        await RefusedAsync($"{parts[0]}.{parts[1]}.{Base64Url.EncodeToString(der)}", "the signature in DER");
        for (var at = good.IndexOf('.', StringComparison.Ordinal) - 1; at < good.Length; at += 7)
        {
            if (good[at] is not '.')
            {
                await RefusedAsync($"{good[..at]}{(good[at] is 'A' ? 'B' : 'A')}{good[(at + 1)..]}", $"letter {at} changed");
            }
        }

        // Nested: a token whose payload is a token (cty JWT).
        await RefusedAsync(Sign($$"""{"alg":"ES256","typ":"at+jwt","cty":"JWT","kid":"{{Key.Id}}"}""", good), "nested");
    }

    [Fact]
    public async Task Section_3_4_no_input_to_the_cryptography_comes_from_the_sender()
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = own.ExportParameters(includePrivateParameters: false).Q;
        var jwk =
            $$"""{"kty":"EC","crv":"P-256","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""";
        foreach (var member in new[] { $"\"jwk\":{jwk}", "\"x5c\":[\"MIIB\"]", "\"epk\":" + jwk })
        {
            var text = $"{Part($$"""{"alg":"ES256","typ":"at+jwt","kid":"{{Key.Id}}",{{member}}}""")}.{Part(Claims())}";
            await RefusedAsync(
                $"{text}.{Base64Url.EncodeToString(own.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256))}", member);
        }
    }

    [Fact]
    public void Section_3_5_keys_have_the_entropy_of_their_curve_and_none_is_derived_from_a_password() =>
        SigningKey.Create().ExportPrivateKey().ShouldNotBe(SigningKey.Create().ExportPrivateKey());

    [Fact]
    public async Task Section_3_6_encrypted_and_compressed_tokens_are_not_taken()
    {
        await RefusedAsync(Sign($$"""{"alg":"ES256","typ":"at+jwt","zip":"DEF","kid":"{{Key.Id}}"}""", Claims()), "zip");
        await RefusedAsync($"{Part("""{"alg":"dir","enc":"A256GCM","zip":"DEF"}""")}..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA", "JWE");
    }

    [Fact]
    public async Task Section_3_7_only_UTF_8_is_read()
    {
        await RefusedAsync(SignBytes(Header(), Encoding.Unicode.GetBytes(Claims())), "UTF-16");
        await RefusedAsync(
            SignBytes(Header(), [.. Encoding.UTF8.GetBytes(Claims())[..^1], 0xc3, 0x28, (byte)'}']), "bytes that are no UTF-8");
        await RefusedAsync(SignBytes(Header(), [0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(Claims())]), "a byte order mark");
    }

    [Fact]
    public async Task Section_3_8_issuer_and_subject_are_checked()
    {
        foreach (
            var issuer in new JsonNode?[]
            {
                "https://elsewhere.example",
                "https://localhost:8443/",
                "HTTPS://LOCALHOST:8443",
                "",
                new JsonArray("https://localhost:8443"),
                null,
            }
        )
        {
            await RefusedAsync(Sign(Header(), Claims(("iss", issuer))), $"iss {issuer?.ToJsonString()}");
        }

        foreach (var subject in new JsonNode?[] { "", null, 1, new JsonArray("user:1") })
        {
            await RefusedAsync(Sign(Header(), Claims(("sub", subject))), $"sub {subject?.ToJsonString()}");
        }
    }

    [Fact]
    public async Task Section_3_9_the_audience_must_be_ours()
    {
        foreach (var audience in new JsonNode?[] { "elsewhere", "", "LOCKSTEP", new JsonArray(), new JsonArray("elsewhere"), null })
        {
            await RefusedAsync(Sign(Header(), Claims(("aud", audience))), $"aud {audience?.ToJsonString()}");
        }
    }

    [Fact]
    public async Task Section_3_10_claims_that_lead_elsewhere_are_not_followed()
    {
        foreach (var member in new[]
        {
            "\"jku\":\"https://localhost:1/jwks\"", "\"x5u\":\"https://localhost:1/cert\"", "\"crit\":[\"exp\"]", "\"b64\":false",
        })
        {
            await RefusedAsync(Sign($$"""{"alg":"ES256","typ":"at+jwt","kid":"{{Key.Id}}",{{member}}}""", Claims()), member);
        }

        foreach (var kid in new[]
        {
            "../../../../dev/null", "' or 1=1 --", "", new string('k', 3_000), "\\u0000", $"{Key.Id} ", Key.Id.ToUpperInvariant() + "x",
        })
        {
            await RefusedAsync(Sign($$"""{"alg":"ES256","typ":"at+jwt","kid":"{{kid}}"}""", Claims()), $"kid {kid}");
        }
    }

    [Fact]
    public async Task Sections_3_11_and_3_12_no_other_kind_of_token_passes_for_an_access_token()
    {
        foreach (var type in new[] { "JWT", "jwt", "application/jwt", "AT+JWT", "dpop+jwt", "logout+jwt", "secevent+jwt", "id_token", "" })
        {
            await RefusedAsync(Sign($$"""{"alg":"ES256","typ":"{{type}}","kid":"{{Key.Id}}"}""", Claims()), $"typ {type}");
        }

        await RefusedAsync(Sign($$"""{"alg":"ES256","kid":"{{Key.Id}}"}""", Claims()), "no typ");
    }

    [Fact]
    public async Task What_is_expired_from_the_future_oversized_or_there_twice_is_refused()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        await RefusedAsync(Sign(Header(), Claims(("exp", now - 31))), "expired");
        await RefusedAsync(Sign(Header(), Claims(("nbf", now + 60))), "not yet");
        await RefusedAsync(Sign(Header(), Claims(("iat", now + 60))), "issued in the future");
        foreach (var (claim, value) in new (string, JsonNode?)[]
        {
            ("exp", null),
            ("exp", "soon"),
            ("exp", -1),
            ("exp", 1e300),
            ("iat", null),
            ("nbf", "now"),
        })
        {
            await RefusedAsync(Sign(Header(), Claims((claim, value))), $"{claim} {value?.ToJsonString()}");
        }

        await RefusedAsync(Sign(Header(), Claims(("name", new string('n', 9_000)))), "oversized");
        foreach (var (header, claims) in new[]
        {
            (Header().Replace("{", "{\"alg\":\"none\",", StringComparison.Ordinal), Claims()),
            (Header(), Claims().Replace("{", "{\"sub\":\"user:1\",", StringComparison.Ordinal)),
            (Header(), Claims().Replace("{", "{\"exp\":99999999999,", StringComparison.Ordinal)),
        })
        {
            await RefusedAsync(Sign(header, claims), "a member twice");
        }
    }

    private async Task RefusedAsync(string token, string what) => (await CallAsync(token)).ShouldBeProblem(401, what);

    private Task<ApiAnswer> CallAsync(string token) =>
        App.Anonymous.SendAsync(HttpMethod.Get, "/api/customers/1", null, ("Authorization", $"Bearer {token}"));

    private string Header(string algorithm = "ES256") => $$"""{"alg":"{{algorithm}}","typ":"at+jwt","kid":"{{Key.Id}}"}""";

    private static string Claims(params (string Name, JsonNode? Value)[] changes)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = new TokenOptions().Issuer, ["aud"] = new TokenOptions().Audience, ["sub"] = "user:900", ["exp"] = now + 60,
            ["iat"] = now, ["roles"] = new JsonArray("admin"),
        };
        foreach (var (name, value) in changes)
        {
            claims.Remove(name);
            if (value is not null)
            {
                claims[name] = value;
            }
        }

        return claims.ToJsonString();
    }

    private string Sign(string header, string claims) => SignBytes(header, Encoding.UTF8.GetBytes(claims));

    private string SignBytes(string header, byte[] claims)
    {
        var text = $"{Part(header)}.{Base64Url.EncodeToString(claims)}";
        return $"{text}.{Base64Url.EncodeToString(Key.Sign(Encoding.ASCII.GetBytes(text)))}";
    }

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private string Pem() => PemEncoding.WriteString("PUBLIC KEY", Key.PublicKey);

    /// <summary>r and s as ASN.1 writes them.</summary>
    private sealed class AsnSignature(byte[] signature)
    {
        public byte[] Encode()
        {
            var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
            using (writer.PushSequence())
            {
                writer.WriteIntegerUnsigned(signature.AsSpan(0, 32));
                writer.WriteIntegerUnsigned(signature.AsSpan(32));
            }

            return writer.Encode();
        }
    }
}
