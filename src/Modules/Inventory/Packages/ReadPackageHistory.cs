using Lockstep.Contracts.Access;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Packages;

/// <summary>GET /packages/{id}/history</summary>
internal static class ReadPackageHistory
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/{id:long}/history",
            (long id, HttpRequest request, Work work, InventoryDatabase database) =>
                RunAsync(id, request.Query, work, database).ToHttpAsync())
        .NeedsOrOwn(Permissions.PackagesRead, Permissions.PackagesReadOwn)
        .Describe(
            "Who changed what of a package, and when",
            Response.Page<HistoryEntry>(), Response.Error(400, 404), HistoryReader.Parameters);

    public static async Task<Answer> RunAsync(
        long id, IQueryCollection query, Work work, InventoryDatabase database)
    {
        var package = work.Only is null
            ? null
            : await database.Store.ReadAsync(reader => PackageTable.FindAsync(reader, id), work.Ct);
        return work.Reaches(package?.CustomerId ?? 0)
            ? await HistoryReader.ReadAsync(database, PackageTable.Kind, id, query, work)
            : Answer.NotFound(PackageTable.Kind, id);
    }
}
