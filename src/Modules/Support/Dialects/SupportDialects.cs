using Lockstep.Contracts.Access;
using Lockstep.Runtime.Modules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Support.Dialects;

/// <summary>What dialects have of tickets.</summary>
internal static class SupportDialects
{
    private const string Tickets = "/api/tickets";

    /// <summary>For the manifest.</summary>
    public static IReadOnlyList<DialectRoute> Routes { get; } =
    [
        new(DialectNames.Shop, "GET", Tickets),
        new(DialectNames.Shop, "POST", Tickets),
        new(DialectNames.Shop, "GET", $"{Tickets}/{{id}}"),
        new(DialectNames.Shop, "PUT", $"{Tickets}/{{id}}"),
        new(DialectNames.Shop, "DELETE", $"{Tickets}/{{id}}"),
    ];

    public static void Map(IEndpointRouteBuilder routes) => ShopTickets.Map(routes.MapGroup($"/{DialectNames.Shop}"));
}
