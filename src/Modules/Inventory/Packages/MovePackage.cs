using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Packages;

/// <summary>PATCH /packages/{id} with a JSON Merge Patch: the status and the custom values are all of a package that changes.</summary>
internal static class MovePackage
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPatch(
            "/{id:long}",
            (long id, JsonObject patch, Work work, PackageWriter packages, InventoryDatabase database) =>
                RunAsync(id, patch, work, packages, database).ToHttpAsync())
        .Needs(Permissions.PackagesWrite)
        .Describe(
            "Move a package along, or change its custom values (JSON Merge Patch)",
            Body.Json("""{ "status": "Packed" }"""),
            Response.Of<Package>(200), Response.Error(400, 404, 409, 412));

    public static Task<Answer> RunAsync(long id, JsonObject patch, Work work, PackageWriter packages, InventoryDatabase database) =>
        PackageRecord.Table.ChangeAsync(database, id, work, async (transaction, before) =>
        {
            if (patch.Count == 0)
            {
                return Refusal.Invalid("status", "Must be given, or custom.");
            }

            var (wanted, refusal) = MergePatch.TryApply(PackageRecord.Table.ToJson(before), patch, PackageJson.Wire.PackageChange);
            return wanted is null ? refusal! : await packages.ChangeAsync(transaction, work, before, wanted);
        });
}
