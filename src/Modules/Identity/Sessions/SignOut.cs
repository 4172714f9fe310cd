using Lockstep.Identity.Audit;
using Lockstep.Identity.Keys;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Sessions;

/// <summary>POST /auth/logout: ends the session that the token names, and no other.</summary>
internal static class SignOut
{
    private static readonly Problem NoSession = new(409, "This token belongs to no session; delete the key or let the token expire.");

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/logout", HandleAsync)
        .ForSignedIn()
        .Describe("Sign out: end this session", Response.Empty(204), Response.Error(409));

    private static async Task<Answer> HandleAsync(
        HttpContext context, IdentityDatabase database, Revocations revocations, AuditLog audit)
    {
        var caller = Caller.Of(context)!;
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
                    await audit.AppendAsync(transaction, Audited.By(context, "session:ended", User.IdOf(caller.Subject) is { } id ? UserTable.Path(id) : ""));
                }

                if (PortalCookie.Read(context.Request) is not null)
                {
                    transaction.OnCommitted(() => PortalCookie.Delete(context));
                }

                return Answer.NoContent();
            },
            context.RequestAborted);
    }
}
