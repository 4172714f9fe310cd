using Lockstep.Contracts.Access;
using Lockstep.Contracts.Json;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using UserRecord = Lockstep.Contracts.Users.User;

namespace Lockstep.Identity.Accounts;

/// <summary>GET /users</summary>
internal static class ListUsers
{
    private static readonly ListReader<UserRecord> Reader = new(UserList.Spec, ContractsJson.Wire.User);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/",
            (HttpRequest request, Work work, IdentityDatabase database) =>
                RunAsync(request.Query, work, database).ToHttpAsync())
        .Needs(Permissions.UsersRead)
        .Describe("List, search, filter and sort users", Response.Page<UserRecord>(), Response.Error(400), UserList.Spec.Parameters());

    public static Task<Answer> RunAsync(IQueryCollection query, Work work, IdentityDatabase database) =>
        Reader.ReadAsync(database, query, work);
}
