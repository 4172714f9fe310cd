using Lockstep.Contracts.Access;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using UserRecord = Lockstep.Contracts.Users.User;

namespace Lockstep.Identity.Accounts;

/// <summary>GET /users/{id}</summary>
internal static class ReadUser
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/{id:long}",
            (long id, Work work, IdentityDatabase database) =>
                RunAsync(id, work, database).ToHttpAsync())
        .Needs(Permissions.UsersRead)
        .Describe("Read a user", Response.Of<UserRecord>(200), Response.Error(404));

    public static async Task<Answer> RunAsync(long id, Work work, IdentityDatabase database)
    {
        var user = await database.Store.ReadAsync(reader => UserAccount.FindAsync(reader, id), work.Ct);
        if (user is null)
        {
            return Answer.NotFound(UserTable.Kind, id);
        }

        return work.Knows(user.Version) ? Answer.NotModified(user.Version) : Answer.Ok(UserTable.ToJson(user), user.Version);
    }
}
