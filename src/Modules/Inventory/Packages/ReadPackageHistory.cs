using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Inventory.Packages;

/// <summary>GET /packages/{id}/history</summary>
internal static class ReadPackageHistory
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{id:long}/history", HandleAsync)
        .Needs(Permissions.PackagesRead)
        .Describe("Who changed what of a package, and when", Response.Page<HistoryEntry>(), Response.Error(400, 404));

    private static Task<Answer> HandleAsync(long id, HttpContext context, [FromKeyedServices(InventoryModule.Key)] ModuleDatabase database) =>
        HistoryReader.ReadAsync(database, PackageTable.Kind, id, context);
}
