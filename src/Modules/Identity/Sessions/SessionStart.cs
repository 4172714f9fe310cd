using Lockstep.Identity.Keys;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Identity.Sessions;

/// <summary>A session that began, and the refresh token that goes with it; none when a cookie does.</summary>
internal sealed record NewSession(UserAccount User, Guid Session, DateTimeOffset Began, RefreshToken? Token, string? Cookie = null);

/// <summary>Begins sessions: with tokens for programs, with a cookie for the portal.</summary>
internal sealed class SessionStart(
    IdentityDatabase database, PortalSessions portal, TokenIssuer issuer, TokenRequests requests, IdSource ids)
{
    /// <summary>Begins a session in the commit that lets the user in.</summary>
    public async ValueTask<NewSession> BeginAsync(ITransaction transaction, UserAccount user, Work work, bool withCookie)
    {
        var now = database.Clock.GetUtcNow();
        if (withCookie)
        {
            var (known, cookie) = await portal.BeginAsync(transaction, user, work.Address);
            return new NewSession(user, known, now, null, cookie);
        }

        var (session, token) = (ids.Next(), RefreshToken.Create());
        await SessionTable.StartAsync(transaction, session, user, token, now, issuer.RefreshableUntil(now, now), work.Address?.ToString());
        return new NewSession(user, session, now, token);
    }

    /// <summary>The tokens of a session, or 204 when its cookie has all there is to say.</summary>
    public Answer Send(NewSession started) => started.Token is null
            ? Answer.NoContent() with { IsForOnce = true, SessionCookie = started.Cookie }
            : SendTokens.To(issuer, requests.For(started.User, started.Session, started.Began), started.Token);
}
