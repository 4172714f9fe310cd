using Lockstep.Contracts.Access;
using Lockstep.Runtime.Modules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Dialects;

/// <summary>What dialects have of products and packages.</summary>
internal static class InventoryDialects
{
    /// <summary>For the manifest.</summary>
    public static IReadOnlyList<DialectRoute> Routes { get; } =
    [
        new(DialectNames.Mini, "GET", "/packages"),
        new(DialectNames.Mini, "POST", "/packages"),
        .. Products(DialectNames.Shop, "/api/products"),
        .. Products(DialectNames.Sales, "/products"),
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        MiniPackages.Map(routes.MapGroup($"/{DialectNames.Mini}"));
        ShopProducts.Endpoints.Map(routes.MapGroup($"/{DialectNames.Shop}"));
        SalesProducts.Endpoints.Map(routes.MapGroup($"/{DialectNames.Sales}"));
    }

    private static IEnumerable<DialectRoute> Products(string dialect, string path) =>
    [
        new(dialect, "GET", path), new(dialect, "POST", path), new(dialect, "GET", $"{path}/{{id}}"), new(dialect, "PUT", $"{path}/{{id}}"),
        new(dialect, "DELETE", $"{path}/{{id}}"),
    ];
}
