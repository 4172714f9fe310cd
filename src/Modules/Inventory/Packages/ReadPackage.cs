using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Packages;

/// <summary>GET /packages/{id}</summary>
internal static class ReadPackage
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/{id:long}", HandleAsync)
        .NeedsOrOwn(Permissions.PackagesRead, Permissions.PackagesReadOwn)
        .Describe("Read a package", Response.Of<Package>(200), Response.Error(404));

    private static async Task<Answer> HandleAsync(
        long id, HttpContext context, InventoryDatabase database)
    {
        var package = await database.Store.ReadAsync(reader => PackageTable.FindAsync(reader, id), context.RequestAborted);
        if (package is null || !Reach.Covers(context, package.CustomerId))
        {
            return Answer.NotFound(PackageTable.Kind, id);
        }

        return ETag.IsKnown(context, package.Version)
            ? Answer.NotModified(package.Version)
            : Answer.Ok(PackageTable.ToJson(package), package.Version);
    }
}
