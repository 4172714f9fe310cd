using Lockstep.Contracts.Access;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Accounts;

/// <summary>DELETE /users/{id}</summary>
internal static class DeleteUser
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete("/{id:long}", HandleAsync)
        .Needs(Permissions.UsersWrite)
        .Describe("Delete a user, whose tokens end at once; a tombstone stays", Response.Empty(204), Response.Error(404, 409, 412));

    private static Task<Answer> HandleAsync(
        long id, HttpContext context, IdentityDatabase database, UserTable users) =>
        database.Store.WriteAsync(
            async transaction => await User.FindForUpdateAsync(transaction, id) is { } user
                ? IfMatch.Refuse(context, user.Version) ?? await ApplyAsync(transaction, user, context, users)
                : Answer.NotFound(UserTable.Kind, id),
            context.RequestAborted);

    private static async ValueTask<Answer> ApplyAsync(ITransaction transaction, User user, HttpContext context, UserTable users)
    {
        var caller = Caller.Of(context)!;
        var problem = UserRules.Refuse(caller, user.Roles) ?? await PatchUser.RefuseLastAdminAsync(transaction, user, "id", users);
        if (problem is not null)
        {
            return problem;
        }

        await users.DeleteAsync(transaction, user, caller.Subject);
        return Answer.NoContent();
    }
}
