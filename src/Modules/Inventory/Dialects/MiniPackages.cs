using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Json;
using Lockstep.Inventory.Packages;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Dialects;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Inventory.Dialects;

/// <summary>Packages as the two mock systems and their poller know them.</summary>
internal static class MiniPackages
{
    public static void Map(IEndpointRouteBuilder mini)
    {
        mini.MapGet(
                "/packages",
                (HttpRequest request, Work work, InventoryDatabase database) => BareArray.ReadAsync(
                    request.Query, query => PackageRecord.Reads.PageAsync(query, work, database), MiniPackage.Of,
                    MiniPackageJson.Wire.ListMiniPackage).ToHttpAsync())
            .NeedsOrOwn(Permissions.PackagesRead, Permissions.PackagesReadOwn)
            .Describe(
                "List packages as a bare array",
                Response.Of<List<MiniPackage>>(200),
                [BareArray.After]);
        mini.MapPost(
                "/packages",
                (
                    MiniPackageInput input, Work work, PackageWriter packages, InventoryDatabase database,
                    [FromServices] ICustomerDirectory customers, ILogger<InventoryDatabase> logger) =>
                    CreatePackage.RunAsync(input.ToPackage(), work, packages, database, customers, logger)
                        .RetoldAsync(ContractsJson.Wire.Package, MiniPackage.Of, MiniPackageJson.Wire.MiniPackage).ToHttpAsync())
            .Needs(Permissions.PackagesWrite)
            .Describe(
                "Make a package; the welcome package of a customer is made once",
                Response.Of<MiniPackage>(201), Response.Error(400, 404));
    }
}
