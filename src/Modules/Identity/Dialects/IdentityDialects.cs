using Lockstep.Contracts.Access;
using Lockstep.Runtime.Modules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Identity.Dialects;

/// <summary>What dialects have of people who sign in.</summary>
internal static class IdentityDialects
{
    /// <summary>For the manifest.</summary>
    public static IReadOnlyList<DialectRoute> Routes { get; } =
    [
        new(DialectNames.Shop, "POST", "/api/customers/register"),
        new(DialectNames.Shop, "POST", "/api/customers/register/code"),
        new(DialectNames.Shop, "POST", "/api/customers/register/confirm"),
        new(DialectNames.Shop, "POST", "/api/customers/login"),
    ];

    public static void Map(IEndpointRouteBuilder routes) => ShopAccounts.Map(routes.MapGroup($"/{DialectNames.Shop}"));
}
