using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Packages;

/// <summary>PATCH /packages/{id}: the status is all of a package that changes.</summary>
internal static class MovePackage
{
    public sealed record Request(string? Status);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPatch(
            "/{id:long}",
            (long id, Request request, Work work, PackageWriter packages, InventoryDatabase database) =>
                RunAsync(id, request, work, packages, database).ToHttpAsync())
        .Needs(Permissions.PackagesWrite)
        .Describe(
            "Move a package along",
            Body.Json("""{ "status": "Packed" }"""),
            Response.Of<Package>(200), Response.Error(400, 404, 409, 412));

    public static async Task<Answer> RunAsync(long id, Request request, Work work, PackageWriter packages, InventoryDatabase database)
    {
        if (PackageStatus.Parse(request.Status) is not { } status)
        {
            return Refusal.Invalid("status", $"Must be one of {string.Join(", ", PackageStatus.All)}.");
        }

        return await PackageRecord.Table.ChangeAsync(
            database, id, work, (transaction, before) => packages.MoveAsync(transaction, work, before, status));
    }
}
