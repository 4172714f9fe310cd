using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Identity.Audit;
using Lockstep.Identity.Passwords;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Accounts;

/// <summary>POST /users/{id}/reset-code: a code that an admin hands over, shown here and never again.</summary>
internal static class MakeResetCode
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/{id:long}/reset-code", HandleAsync)
        .Needs(Permissions.UsersWrite)
        .Describe("Make a one-time code with which a user sets a new password", Response.Of<IssuedCode>(200), Response.Error(404, 412));

    private static Task<Answer> HandleAsync(
        long id, HttpContext context, IdentityDatabase database, ResetCodes codes, AuditLog audit)
    {
        context.ForbidCaching();
        return database.Store.WriteAsync(
            async transaction =>
            {
                if (await User.FindForUpdateAsync(transaction, id) is not { } user)
                {
                    return Answer.NotFound(UserTable.Kind, id);
                }

                if (IfMatch.Refuse(context, user.Version) is { } stale)
                {
                    return stale;
                }

                if (UserRules.Refuse(Caller.Of(context)!, user.Roles) is { } refusal)
                {
                    return refusal;
                }

                var code = await codes.IssueByHandAsync(transaction, id);
                await audit.AppendAsync(transaction, Audited.By(context, "password:code-made", UserTable.Path(id)));
                return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(code, UserJson.Wire.IssuedCode));
            },
            context.RequestAborted);
    }
}
