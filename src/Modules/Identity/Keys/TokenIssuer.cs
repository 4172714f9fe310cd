using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Lockstep.Runtime;
using Lockstep.Runtime.Security;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.Keys;

/// <summary>Writes and signs access tokens (JWT by RFC 9068).</summary>
internal sealed class TokenIssuer(SigningKeys keys, IOptions<TokenOptions> options, TimeProvider clock, IdSource ids)
{
    public TimeSpan Lifetime => options.Value.AccessLifetime;

    public TimeSpan RefreshGrace => options.Value.RefreshGrace;

    /// <summary>Until when a refresh token is good that a session gets now: never beyond the session's own end.</summary>
    public DateTimeOffset RefreshableUntil(DateTimeOffset began, DateTimeOffset now)
    {
        var (end, own) = (began + options.Value.SessionLifetimeMax, now + options.Value.RefreshLifetime);
        return end < own ? end : own;
    }

    /// <summary>A signed token, good from now on.</summary>
    public string Issue(TokenRequest request)
    {
        // Taken once: between head and signature another key may become the one that signs.
        var key = keys.Current;
        var signed = $"{Part(json => WriteHeader(json, key.Id))}.{Part(json => WriteClaims(json, request))}";
        return $"{signed}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static void WriteHeader(Utf8JsonWriter json, string keyId)
    {
        json.WriteString("alg", "ES256");
        json.WriteString("typ", TokenProfile.Type);
        json.WriteString("kid", keyId);
    }

    private void WriteClaims(Utf8JsonWriter json, TokenRequest request)
    {
        var now = clock.GetUtcNow();
        json.WriteString("iss", options.Value.Issuer);
        json.WriteString("sub", request.Subject);
        json.WriteString("aud", options.Value.Audience);
        json.WriteNumber("exp", (now + (request.Lifetime ?? Lifetime)).ToUnixTimeSeconds());
        json.WriteNumber("iat", now.ToUnixTimeSeconds());
        json.WriteNumber("nbf", now.ToUnixTimeSeconds());
        json.WriteString("jti", ids.Next());
        json.WriteString("client_id", request.ClientId);
        json.WriteString("name", request.Name);
        json.WriteNumber("ver", request.Version);
        WriteSome(json, "email", request.Email);
        WriteSome(json, "sid", request.Session);
        WriteSome(json, "dialect", request.Dialect);
        WriteSome(json, "scope", request.Scopes is null ? null : string.Join(' ', request.Scopes));
        if (request.LacksSecondFactor)
        {
            json.WriteBoolean("totp_required", true);
        }

        if (request.SignedInAt is { } signedIn)
        {
            json.WriteNumber("auth_time", signedIn.ToUnixTimeSeconds());
        }

        if (request.CustomerId is { } customer)
        {
            json.WriteNumber("customer", customer);
        }

        json.WriteStartArray("roles");
        foreach (var role in request.Roles)
        {
            json.WriteStringValue(role);
        }

        json.WriteEndArray();
    }

    private static void WriteSome(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
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
