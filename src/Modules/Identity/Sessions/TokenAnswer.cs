using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Identity.Keys;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Identity.Sessions;

/// <summary>The tokens of a session (RFC 6749, 5.1).</summary>
internal sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] long ExpiresIn,
    [property: JsonPropertyName("refresh_token")] string? RefreshToken = null,
    [property: JsonPropertyName("scope")] string? Scope = null)
{
    /// <summary>Answers with an access token for a user and the next refresh token; no cache may keep either.</summary>
    public static Answer Send(HttpContext context, TokenIssuer issuer, User user, Guid session, RefreshToken refresh)
    {
        context.ForbidCaching();
        var tokens = new TokenAnswer(issuer.Issue(TokenRequests.For(user, session)), "Bearer", (long)issuer.Lifetime.TotalSeconds, refresh.Text);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(tokens, SessionJson.Default.TokenAnswer));
    }

    /// <summary>Answers with an access token alone.</summary>
    public static Answer Send(HttpContext context, TokenIssuer issuer, TokenRequest token)
    {
        context.ForbidCaching();
        var scope = token.Scopes is null ? null : string.Join(' ', token.Scopes);
        var tokens = new TokenAnswer(issuer.Issue(token), "Bearer", (long)(token.Lifetime ?? issuer.Lifetime).TotalSeconds, Scope: scope);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(tokens, SessionJson.Default.TokenAnswer));
    }
}
