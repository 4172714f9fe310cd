using System.Text.Json;
using Lockstep.Identity.Keys;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Identity.Sessions;

/// <summary>Answers with tokens, which no cache may keep.</summary>
internal static class SendTokens
{
    /// <summary>Answers with an access token and the next refresh token; no cache may keep either.</summary>
    public static Answer To(TokenIssuer issuer, TokenRequest token, RefreshToken refresh)
    {
        var tokens = new TokenAnswer(issuer.Issue(token), "Bearer", (long)issuer.Lifetime.TotalSeconds, refresh.Text);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(tokens, SessionJson.Default.TokenAnswer)) with { IsForOnce = true };
    }

    /// <summary>Answers with an access token alone.</summary>
    public static Answer To(TokenIssuer issuer, TokenRequest token)
    {
        var scope = token.Scopes is null ? null : string.Join(' ', token.Scopes);
        var tokens = new TokenAnswer(issuer.Issue(token), "Bearer", (long)(token.Lifetime ?? issuer.Lifetime).TotalSeconds, Scope: scope);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(tokens, SessionJson.Default.TokenAnswer)) with { IsForOnce = true };
    }
}
