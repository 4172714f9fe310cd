using Lockstep.Identity.Audit;
using Lockstep.Identity.Keys;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Sessions;

/// <summary>POST /auth/logout: ends the session that the token names, and no other.</summary>
internal static class SignOut
{
    private static readonly Refusal NoSession = new(
        RefusalCode.Conflict, "This token belongs to no session; delete the key or let the token expire.");

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/logout",
            (Work work, IdentityDatabase database, Revocations revocations, AuditLog audit) =>
                RunAsync(work, database, revocations, audit).ToHttpAsync())
        .ForSignedIn()
        .Describe("Sign out: end this session", Response.Empty(204), Response.Error(409));

    public static async Task<Answer> RunAsync(
        Work work, IdentityDatabase database, Revocations revocations, AuditLog audit)
    {
        var caller = work.Caller;
        if (TokenRequest.SessionOf(caller.Session) is not { } session)
        {
            return NoSession;
        }

        return await database.Store.WriteAsync(
            async transaction =>
            {
                // Whoever signs out twice, with one token from two tabs, is signed out.
                if (await SessionTable.EndAsync(transaction, session, database.Clock.GetUtcNow(), revocations))
                {
                    await audit.AppendAsync(
                        transaction,
                        Audited.By(work, "session:ended", UserAccount.IdOf(caller.Subject) is { } id ? UserTable.Path(id) : ""));
                }

                return Answer.NoContent() with { SessionCookie = work.SessionCookie is null ? null : "" };
            },
            work.Ct);
    }
}
