using Lockstep.Contracts.Access;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Packages;

/// <summary>GET /packages/{id}/history</summary>
internal static class ReadPackageHistory
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{id:long}/history", HandleAsync)
        .NeedsOrOwn(Permissions.PackagesRead, Permissions.PackagesReadOwn)
        .Describe(
            "Who changed what of a package, and when",
            Response.Page<HistoryEntry>(), Response.Error(400, 404), HistoryReader.Parameters);

    private static async Task<Answer> HandleAsync(long id, HttpContext context, InventoryDatabase database)
    {
        var package = Reach.Only(context) is null
            ? null
            : await database.Store.ReadAsync(reader => PackageTable.FindAsync(reader, id), context.RequestAborted);
        return Reach.Covers(context, package?.CustomerId ?? 0)
            ? await HistoryReader.ReadAsync(database, PackageTable.Kind, id, context)
            : Answer.NotFound(PackageTable.Kind, id);
    }
}
