using Lockstep.Contracts.Access;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Packages;

/// <summary>GET /packages/changes</summary>
internal static class ReadPackageChanges
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/changes", HandleAsync)
        .NeedsOrOwn(Permissions.PackagesRead, Permissions.PackagesReadOwn)
        .Describe(
            "Every change of packages since a position",
            Response.Page<ChangeEntry>(), Response.Error(400, 410), ChangesReader.Parameters);

    private static Task<Answer> HandleAsync(HttpContext context, InventoryDatabase database) =>
        ChangesReader.ReadAsync(database, PackageTable.Kind, context, ownedBy: "select id from packages where customer_id = {0}");
}
