using Lockstep.Contracts.Access;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Accounts;

/// <summary>GET /users/{id}/history</summary>
internal static class ReadUserHistory
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/{id:long}/history",
            (long id, HttpRequest request, Work work, IdentityDatabase database) =>
                RunAsync(id, request.Query, work, database).ToHttpAsync())
        .Needs(Permissions.UsersRead)
        .Describe(
            "Who changed what of a user, and when; deleted users too",
            Response.Page<HistoryEntry>(), Response.Error(400, 404), HistoryReader.Parameters);

    public static Task<Answer> RunAsync(long id, IQueryCollection query, Work work, IdentityDatabase database) =>
        HistoryReader.ReadAsync(database, UserTable.Kind, id, query, work);
}
