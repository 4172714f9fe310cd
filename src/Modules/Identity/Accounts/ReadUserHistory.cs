using Lockstep.Contracts.Access;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Accounts;

/// <summary>GET /users/{id}/history</summary>
internal static class ReadUserHistory
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{id:long}/history", HandleAsync)
        .Needs(Permissions.UsersRead)
        .Describe(
            "Who changed what of a user, and when; deleted users too",
            Response.Page<HistoryEntry>(), Response.Error(400, 404), HistoryReader.Parameters);

    private static Task<Answer> HandleAsync(long id, HttpContext context, IdentityDatabase database) =>
        HistoryReader.ReadAsync(database, UserTable.Kind, id, context);
}
