using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Packages;

/// <summary>GET /packages/{id}</summary>
internal static class ReadPackage
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/{id:long}",
            (long id, Work work, InventoryDatabase database) =>
                RunAsync(id, work, database).ToHttpAsync())
        .NeedsOrOwn(Permissions.PackagesRead, Permissions.PackagesReadOwn)
        .Describe("Read a package", Response.Of<Package>(200), Response.Error(404));

    public static async Task<Answer> RunAsync(long id, Work work, InventoryDatabase database)
    {
        var package = await database.Store.ReadAsync(reader => PackageTable.FindAsync(reader, id), work.Ct);
        if (package is null || !work.Reaches(package.CustomerId))
        {
            return Answer.NotFound(PackageTable.Kind, id);
        }

        return work.Knows(package.Version)
            ? Answer.NotModified(package.Version)
            : Answer.Ok(PackageTable.ToJson(package), package.Version);
    }
}
