using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Json;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Packages;

/// <summary>GET /packages</summary>
internal static class ListPackages
{
    private static readonly ListSpec<Package> Spec = new()
    {
        Table = "packages",
        Owner = "customer_id",
        Columns = PackageTable.Columns,
        Read = PackageTable.Read,
        Id = package => package.Id,
        Sorts = new Dictionary<string, ListSort<Package>>(StringComparer.Ordinal)
        {
            ["updatedAt"] = new("updated_at", package => ListSort.Instant(package.UpdatedAt), IsNumber: true),
        },
        Filters = new Dictionary<string, ListFilter>(StringComparer.Ordinal)
        {
            ["customerId"] = ListFilter.Number("customer_id"),
            ["status"] = new("status = {0}", Status, "one of " + string.Join(", ", PackageStatus.All)),
            ["kind"] = ListFilter.OneOf("kind", PackageRules.Welcome, PackageRules.Parcel),
            ["updatedSince"] = ListFilter.Since("updated_at"),
        },
    };

    private static readonly ListReader<Package> Reader = new(Spec, ContractsJson.Wire.Package);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/", HandleAsync)
        .NeedsOrOwn(Permissions.PackagesRead, Permissions.PackagesReadOwn)
        .Describe("List, filter and sort packages", Response.Page<Package>(), Response.Error(400), Spec.Parameters());

    private static Task<Answer> HandleAsync(HttpContext context, InventoryDatabase database) =>
        Reader.ReadAsync(database, context);

    private static SqlValue? Status(string text) => PackageStatus.Parse(text) is { } status ? (SqlValue?)status : null;
}
