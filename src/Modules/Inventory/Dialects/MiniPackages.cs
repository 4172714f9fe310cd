using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Packages;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Dialects;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Inventory.Dialects;

/// <summary>Packages as the two mock systems and their poller know them.</summary>
internal static class MiniPackages
{
    private static readonly DialectReads<Package, NewPackage, MiniPackage> Reads = new(PackageRecord.Reads)
    {
        Path = "/packages",
        Shape = MiniPackage.Of,
        Json = MiniPackageJson.Wire.MiniPackage,
        ListJson = MiniPackageJson.Wire.ListMiniPackage,
    };

    public static void Map(IEndpointRouteBuilder mini)
    {
        Reads.MapList<InventoryDatabase>(mini);
        mini.MapPost(
                "/packages",
                (
                    MiniPackageInput input, Work work, PackageWriter packages, InventoryDatabase database,
                    [FromServices] ICustomerDirectory customers, ILogger<InventoryDatabase> logger) =>
                    Reads.ToldAsync(CreatePackage.RunAsync(input.ToPackage(), work, packages, database, customers, logger)).ToHttpAsync())
            .Needs(Permissions.PackagesWrite)
            .Describe(
                "Make a package; the welcome package of a customer is made once",
                Response.Of<MiniPackage>(201), Response.Error(400, 404));
    }
}
