using Lockstep.Contracts.Access;
using Lockstep.Runtime.Modules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Dialects;

/// <summary>What dialects have of packages.</summary>
internal static class InventoryDialects
{
    /// <summary>For the manifest.</summary>
    public static IReadOnlyList<DialectRoute> Routes { get; } =
        [new(DialectNames.Mini, "GET", "/packages"), new(DialectNames.Mini, "POST", "/packages")];

    public static void Map(IEndpointRouteBuilder routes) => MiniPackages.Map(routes.MapGroup($"/{DialectNames.Mini}"));
}
