using Lockstep.Contracts.Access;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using UserRecord = Lockstep.Contracts.Users.User;

namespace Lockstep.Identity.Accounts;

/// <summary>GET /users/{id}</summary>
internal static class ReadUser
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{id:long}", HandleAsync)
        .Needs(Permissions.UsersRead)
        .Describe("Read a user", Response.Of<UserRecord>(200), Response.Error(404));

    private static async Task<Answer> HandleAsync(long id, HttpContext context, IdentityDatabase database)
    {
        var user = await database.Store.ReadAsync(reader => User.FindAsync(reader, id), context.RequestAborted);
        if (user is null)
        {
            return Answer.NotFound(UserTable.Kind, id);
        }

        return ETag.IsKnown(context, user.Version) ? Answer.NotModified(user.Version) : Answer.Ok(UserTable.ToJson(user), user.Version);
    }
}
