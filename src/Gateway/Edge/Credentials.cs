using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Gateway.Edge;

/// <summary>Finds the one credential of a request. Two of them are a fault: nobody could tell which of the two callers meant it.</summary>
internal static class Credentials
{
    private const string Bearer = "Bearer ";
    private const string KeyHeader = "X-Api-Key";

    /// <summary>Longer than any key or cookie of ours.</summary>
    private const int SecretMax = 512;
    private static readonly Problem Two = new(400, "Send one credential: an Authorization header or an X-Api-Key header, not both.");
    private static readonly Problem OtherScheme = new(
        401, "Send Authorization: Bearer with an access token, Authorization: Basic with client id and secret, or X-Api-Key with a key.");

    /// <summary>Whether a request has a bearer token and no other credential; the token is part of the header, not a copy of it.</summary>
    public static bool TryReadToken(HttpRequest request, out ReadOnlySpan<char> token)
    {
        ReadOnlySpan<char> header = request.Headers.Authorization.ToString();
        var isToken = header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && request.Headers[KeyHeader].Count == 0;
        token = isToken ? header[Bearer.Length..].Trim() : default;
        return isToken;
    }

    /// <summary>The credential that must be exchanged for a token first; null when there is none.</summary>
    public static Credential? Read(HttpRequest request, out Problem? fault)
    {
        fault = null;
        var (header, key) = (request.Headers.Authorization.ToString(), request.Headers[KeyHeader].ToString());
        if (header.Length > 0 && key.Length > 0)
        {
            fault = Two;
        }
        else if (key.Length > 0)
        {
            return Limited(new Credential(CredentialKind.ApiKey, null, key), ref fault);
        }
        else if (header.Length > 0)
        {
            return BasicCredentials.Parse(header) is { } basic
                ? Limited(new Credential(CredentialKind.ApiKey, basic.Id, basic.Secret), ref fault)
                : Refuse(header, out fault);
        }
        else if (Listener.LegacyClientOf(request.HttpContext) is { } client)
        {
            return new Credential(CredentialKind.LegacyPort, client, "");
        }
        else if (PortalCookie.Read(request) is { } cookie)
        {
            return Limited(new Credential(CredentialKind.SessionCookie, null, cookie), ref fault);
        }

        return null;
    }

    private static Credential? Refuse(string header, out Problem? fault)
    {
        fault = header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? null : OtherScheme;
        return null;
    }

    private static Credential? Limited(Credential credential, ref Problem? fault)
    {
        if (credential.Secret.Length <= SecretMax && credential.Id is not { Length: > SecretMax })
        {
            return credential;
        }

        fault = new Problem(401, $"No credential is longer than {SecretMax} characters.");
        return null;
    }
}
