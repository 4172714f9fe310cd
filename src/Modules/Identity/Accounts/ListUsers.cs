using Lockstep.Contracts.Access;
using Lockstep.Contracts.Json;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using UserRecord = Lockstep.Contracts.Users.User;

namespace Lockstep.Identity.Accounts;

/// <summary>GET /users</summary>
internal static class ListUsers
{
    private static readonly ListSpec<UserRecord> Spec = new()
    {
        Table = "users",
        Columns = UserAccount.Columns.Replace("u.", "", StringComparison.Ordinal),
        Read = row => UserAccount.Read(row).ToRecord(),
        Id = user => user.Id,
        Sorts = new Dictionary<string, ListSort<UserRecord>>(StringComparer.Ordinal)
        {
            ["email"] = new("email_key", user => TextRules.Fold(user.Email)!, IsNumber: false),
            ["name"] = new("name_key", user => TextRules.Fold(user.Name)!, IsNumber: false),
            ["updatedAt"] = new("updated_at", user => ListSort.Instant(user.UpdatedAt), IsNumber: true),
        },
        Filters = new Dictionary<string, ListFilter>(StringComparer.Ordinal)
        {
            // The inner select walks the index of the roles, never the rows.
            ["role"] = new(
                "id in (select id from users where ',' || roles || ',' like {0})",
                text => Permissions.Roles.Contains(text, StringComparer.Ordinal) ? (SqlValue?)$"%,{text},%" : null,
                "one of " + string.Join(", ", Permissions.Roles)),
            ["email"] = ListFilter.Folded("email_key"),
            ["disabled"] = new("disabled = {0}", text => text is "true" or "false" ? (SqlValue?)(text is "true") : null, "true or false"),
        },
    };

    private static readonly ListReader<UserRecord> Reader = new(Spec, ContractsJson.Wire.User);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/",
            (HttpRequest request, Work work, IdentityDatabase database) =>
                RunAsync(request.Query, work, database).ToHttpAsync())
        .Needs(Permissions.UsersRead)
        .Describe("List, filter and sort users", Response.Page<UserRecord>(), Response.Error(400), Spec.Parameters());

    public static Task<Answer> RunAsync(IQueryCollection query, Work work, IdentityDatabase database) =>
        Reader.ReadAsync(database, query, work);
}
