using Lockstep.Contracts.Access;
using Lockstep.Identity.Audit;
using Lockstep.Identity.Passwords;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Sessions;

/// <summary>
/// POST /auth/logout-everywhere, and POST /users/{id}/sign-out for somebody else: ends all sessions and tokens of a user.
/// </summary>
internal static class SignOutEverywhere
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/logout-everywhere",
            (Work work, IdentityDatabase database, UserTable users, AuditLog audit) =>
                RunSelfAsync(work, database, users, audit).ToHttpAsync())
        .ForSignedIn()
        .Describe("Sign out everywhere: end all sessions of this user", Response.Empty(204), Response.Error(404));

    public static void MapOther(IEndpointRouteBuilder routes) => routes.MapPost(
            "/{id:long}/sign-out",
            (long id, Work work, IdentityDatabase database, UserTable users, AuditLog audit) =>
                RunOtherAsync(id, work, database, users, audit).ToHttpAsync())
        .Needs(Permissions.UsersWrite)
        .Describe("End all sessions of a user", Response.Empty(204), Response.Error(404, 409, 412));

    public static async Task<Answer> RunSelfAsync(
        Work work, IdentityDatabase database, UserTable users, AuditLog audit)
    {
        var caller = work.Caller;
        return UserAccount.IdOf(caller.Subject) is { } id
            ? await EndAllAsync(id, work, database, users, audit)
            : new Refusal(RefusalCode.NotFound, $"{caller.Subject} is not a user.");
    }

    public static Task<Answer> RunOtherAsync(
        long id, Work work, IdentityDatabase database, UserTable users, AuditLog audit) =>
        UserAccount.IdOf(work.Caller.Subject) == id
            ? Task.FromResult<Answer>(UserRules.Self("POST /api/auth/logout-everywhere"))
            : EndAllAsync(id, work, database, users, audit);

    private static Task<Answer> EndAllAsync(long id, Work work, IdentityDatabase database, UserTable users, AuditLog audit) =>
        database.Store.WriteAsync(
            async transaction =>
            {
                if (await UserAccount.FindForUpdateAsync(transaction, id) is not { } user)
                {
                    return Answer.NotFound(UserTable.Kind, id);
                }

                if (work.RefuseStale(user.Version) is { } stale)
                {
                    return stale;
                }

                var caller = work.Caller;
                var isOther = !string.Equals(caller.Subject, user.Subject, StringComparison.Ordinal);
                if (isOther && UserRules.Refuse(caller, user.Roles) is { } refusal)
                {
                    return refusal;
                }

                await users.ChangeAsync(transaction, user, user, caller.Subject, endsTokens: true);

                // A code that is on its way would let in again whoever this is to put out.
                await ResetCodes.UseUpAsync(transaction, user.Id);
                await audit.AppendAsync(transaction, Audited.By(work, "user:signed-out", UserTable.Path(id)));
                return Answer.NoContent();
            },
            work.Ct);
}
