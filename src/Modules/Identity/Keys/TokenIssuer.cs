using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Lockstep.Identity.Users;
using Lockstep.Runtime;
using Lockstep.Runtime.Security;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.Keys;

/// <summary>Writes and signs access tokens (JWT by RFC 9068).</summary>
internal sealed class TokenIssuer(SigningKeys keys, IOptions<TokenOptions> options, TimeProvider clock, IdSource ids)
{
    /// <summary>The <c>client_id</c> of people who sign in with a password, through the portal or by hand.</summary>
    private const string OwnClient = "lockstep";

    public TimeSpan Lifetime => options.Value.AccessLifetime;

    public TimeSpan RefreshLifetime => options.Value.RefreshLifetime;

    /// <summary>A token for a user, good from now on.</summary>
    public string Issue(User user)
    {
        var key = keys.Current;
        var signed = $"{Part(json => WriteHeader(json, key.Id))}.{Part(json => WriteClaims(json, user))}";
        return $"{signed}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static void WriteHeader(Utf8JsonWriter json, string keyId)
    {
        json.WriteString("alg", "ES256");
        json.WriteString("typ", TokenVerifier.Type);
        json.WriteString("kid", keyId);
    }

    private void WriteClaims(Utf8JsonWriter json, User user)
    {
        var now = clock.GetUtcNow();
        json.WriteString("iss", options.Value.Issuer);
        json.WriteString("sub", user.Subject);
        json.WriteString("aud", options.Value.Audience);
        json.WriteNumber("exp", (now + Lifetime).ToUnixTimeSeconds());
        json.WriteNumber("iat", now.ToUnixTimeSeconds());
        json.WriteNumber("nbf", now.ToUnixTimeSeconds());
        json.WriteString("jti", ids.Next());
        json.WriteString("client_id", OwnClient);
        json.WriteString("email", user.Email);
        json.WriteString("name", user.Name);
        json.WriteNumber("ver", user.TokenVersion);
        json.WriteStartArray("roles");
        foreach (var role in user.Roles)
        {
            json.WriteStringValue(role);
        }

        json.WriteEndArray();
    }

    private static string Part(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Base64Url.EncodeToString(buffer.ToArray());
    }
}
