using System.Text.Json;
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

namespace Lockstep.Identity.Accounts;

/// <summary>POST /users/{id}/reset-code: a code that an admin hands over, shown here and never again.</summary>
internal static class MakeResetCode
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/{id:long}/reset-code",
            (long id, Work work, IdentityDatabase database, ResetCodes codes, AuditLog audit) =>
                RunAsync(id, work, database, codes, audit).ToHttpAsync())
        .Needs(Permissions.UsersWrite)
        .AfterRecentSignIn()
        .Describe("Make a one-time code with which a user sets a new password", Response.Of<IssuedCode>(200),
            Response.Error(404, 409, 412));

    public static Task<Answer> RunAsync(
        long id, Work work, IdentityDatabase database, ResetCodes codes, AuditLog audit)
    {
        return database.Store.WriteAsync(
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

                if ((UserRules.RefuseSelf(work.Caller, user, "POST /api/auth/password")
                    ?? UserRules.Refuse(work.Caller, user.Roles)) is { } refusal)
                {
                    return refusal;
                }

                var code = await codes.IssueByHandAsync(transaction, id);
                await audit.AppendAsync(transaction, Audited.By(work, "password:code-made", UserTable.Path(id)));
                return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(code, UserJson.Wire.IssuedCode)) with { IsForOnce = true };
            },
            work.Ct);
    }
}
