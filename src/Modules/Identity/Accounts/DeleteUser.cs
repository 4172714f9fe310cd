using Lockstep.Contracts.Access;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Accounts;

/// <summary>DELETE /users/{id}</summary>
internal static class DeleteUser
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete(
            "/{id:long}",
            (long id, Work work, IdentityDatabase database, UserTable users) =>
                RunAsync(id, work, database, users).ToHttpAsync())
        .Needs(Permissions.UsersWrite)
        .AfterRecentSignIn()
        .Describe("Delete a user, whose tokens end at once; a tombstone stays", Response.Empty(204), Response.Error(404, 409, 412));

    public static Task<Answer> RunAsync(long id, Work work, IdentityDatabase database, UserTable users) =>
        database.Store.WriteAsync(
            async transaction => await UserAccount.FindForUpdateAsync(transaction, id) is { } user
                ? work.RefuseStale(user.Version) ?? await ApplyAsync(transaction, user, work, users)
                : Answer.NotFound(UserTable.Kind, id),
            work.Ct);

    private static async ValueTask<Answer> ApplyAsync(ITransaction transaction, UserAccount user, Work work, UserTable users)
    {
        var caller = work.Caller;
        var refusal = UserRules.Refuse(caller, user.Roles) ?? await PatchUser.RefuseLastAdminAsync(transaction, user, "id", users);
        if (refusal is not null)
        {
            return refusal;
        }

        await users.DeleteAsync(transaction, user, caller.Subject);
        return Answer.NoContent();
    }
}
