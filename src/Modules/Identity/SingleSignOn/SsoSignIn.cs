using System.Net;
using Lockstep.Contracts.Access;
using Lockstep.Identity.Audit;
using Lockstep.Identity.Outside;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Sessions;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lockstep.Identity.SingleSignOn;

/// <summary>Lets somebody in whom the provider vouches for, or says why not.</summary>
internal sealed partial class SsoSignIn(
    IdentityDatabase database, SsoAttempts attempts, SsoUsers users, PortalSessions portal, AuditLog audit, ILogger<SsoSignIn> logger)
{
    /// <summary>There is no such sign-in, or no longer.</summary>
    public static readonly Refusal Unknown = new(
        RefusalCode.Invalid,
        "This sign-in was begun in another browser, was ended before or has expired; begin again (GET /api/auth/sso/start).");

    /// <summary>Begins a portal session and sends the browser where it wanted to go.</summary>
    public async Task<IResult> BeginAsync(HttpContext context, OutsideIdentity identity, string claimNames, SsoAttempt attempt)
    {
        var (user, cookie, refusal) = await database.Store.WriteAsync<(UserAccount? User, string Cookie, Refusal? Refusal)>(
            async transaction =>
            {
                // Used up first, and by a refusal too: of two answers to one attempt only one gets any further.
                if (!await attempts.UseAsync(transaction, attempt))
                {
                    return (null, "", Unknown);
                }

                var met = await users.MeetAsync(transaction, identity);
                if (met.User is not { } known)
                {
                    return (null, "", met.Refusal);
                }

                var begun = await portal.BeginAsync(transaction, known, context.Connection.RemoteIpAddress);
                await audit.AppendAsync(transaction, Entry(context, known.Subject, "session:started", $"users/{known.Id}", refused: false));
                return (known, begun.Cookie, null);
            },
            context.RequestAborted);
        if (user is null)
        {
            if (identity.Roles.Count == 0)
            {
                NoRole(logger, identity.Groups, claimNames);
            }

            return await RefuseAsync(context, refusal!, "the user can't be let in");
        }

        PortalCookie.Set(context, cookie);
        SignedIn(logger, user.Subject);
        return Results.LocalRedirect(attempt.ReturnTo);
    }

    /// <summary>Notes down that nobody was let in; anybody can bring that about, so that repeats are only counted.</summary>
    public async Task<IResult> RefuseAsync(HttpContext context, Refusal refusal, string reason)
    {
        Refused(logger, reason);
        await audit.RecordRepeatedAsync(Entry(context, "anonymous", "session:refused", "", refused: true), context.RequestAborted);
        return context.Request.GetTypedHeaders().Accept.Any(static type =>
            type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase))
            ? Page(refusal)
            : ((Answer)refusal).ToHttp();
    }

    /// <summary>Whoever comes back from the provider sits before a browser.</summary>
    private static IResult Page(Refusal refusal) => Results.Content(
        $"""
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Not signed in</title></head>
        <body><h1>Not signed in</h1><p>{WebUtility.HtmlEncode(refusal.Detail)}</p>
        <p><a href="/api/auth/sso/start">Try again</a></p></body></html>
        """,
        "text/html; charset=utf-8", statusCode: (int)refusal.Code);

    private static AuditEntry Entry(HttpContext context, string actor, string action, string target, bool refused) =>
        new(actor, action, target, refused)
        {
            Personal = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["address"] = context.Connection.RemoteIpAddress?.ToString() ?? "", ["via"] = "sso",
            },
        };

    [LoggerMessage(4063, LogLevel.Information, "{Subject} signed in at the OpenID provider")]
    private static partial void SignedIn(ILogger logger, string subject);

    [LoggerMessage(
        4066, LogLevel.Warning,
        "somebody whom the OpenID provider vouches for has no role here: {Groups}; its ID token has the claims {Claims}")]
    private static partial void NoRole(ILogger logger, string groups, string claims);

    [LoggerMessage(4064, LogLevel.Warning, "a sign-in at the OpenID provider was refused: {Reason}")]
    private static partial void Refused(ILogger logger, string reason);
}
