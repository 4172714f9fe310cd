using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Json;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
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

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/",
            (HttpRequest request, Work work, InventoryDatabase database) =>
                RunAsync(request.Query, work, database).ToHttpAsync())
        .NeedsOrOwn(Permissions.PackagesRead, Permissions.PackagesReadOwn)
        .Describe("List, filter and sort packages", Response.Page<Package>(), Response.Error(400), Spec.Parameters());

    /// <summary>A page, for doors that have a shape of their own.</summary>
    public static Task<(ListPage<Package>? Page, Refusal? Refusal)> ReadPageAsync(
        IQueryCollection query, Work work, InventoryDatabase database) => Reader.ReadPageAsync(database, query, work);

    public static Task<Answer> RunAsync(IQueryCollection query, Work work, InventoryDatabase database) =>
        Reader.ReadAsync(database, query, work);

    private static SqlValue? Status(string text) => PackageStatus.Parse(text) is { } status ? (SqlValue?)status : null;
}
