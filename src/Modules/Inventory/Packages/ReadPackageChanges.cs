using Lockstep.Contracts.Access;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Packages;

/// <summary>GET /packages/changes</summary>
internal static class ReadPackageChanges
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/changes",
            (HttpRequest request, Work work, InventoryDatabase database) =>
                RunAsync(request.Query, work, database).ToHttpAsync())
        .NeedsOrOwn(Permissions.PackagesRead, Permissions.PackagesReadOwn)
        .Describe(
            "Every change of packages since a position",
            Response.Page<ChangeEntry>(), Response.Error(400, 410), ChangesReader.Parameters);

    public static Task<Answer> RunAsync(IQueryCollection query, Work work, InventoryDatabase database) =>
        ChangesReader.ReadAsync(database, PackageTable.Kind, query, work, ownedBy: "select id from packages where customer_id = {0}");
}
