using Lockstep.Contracts.Access;
using Lockstep.Runtime.Modules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Crm.Dialects;

/// <summary>What dialects have of customers.</summary>
internal static class CrmDialects
{
    /// <summary>For the manifest.</summary>
    public static IReadOnlyList<DialectRoute> Routes { get; } =
    [
        new(DialectNames.Erp, "POST", "/api/crm/customer"),
        new(DialectNames.Erp, "GET", "/api/crm/customer"),
        new(DialectNames.Erp, "PUT", "/api/crm/customer/{id}"),
        new(DialectNames.Erp, "GET", "/api/erp/customers/{id}"),
        new(DialectNames.Erp, "POST", "/api/integrations/import/customers"),
        new(DialectNames.Mini, "GET", "/customers"),
        new(DialectNames.Mini, "POST", "/customers"),
        new(DialectNames.Portal, "GET", "/users"),
        .. Customers(DialectNames.Shop, "/api/customers"),
        .. Customers(DialectNames.Sales, "/customers"),
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var erp = routes.MapGroup($"/{DialectNames.Erp}");
        ErpCustomers.Map(erp);
        ErpImport.Map(erp);
        MiniCustomers.Map(routes.MapGroup($"/{DialectNames.Mini}"));
        PortalUsers.Map(routes.MapGroup($"/{DialectNames.Portal}"));
        ShopCustomers.Endpoints.Map(routes.MapGroup($"/{DialectNames.Shop}"));
        SalesCustomers.Endpoints.Map(routes.MapGroup($"/{DialectNames.Sales}"));
    }

    private static IEnumerable<DialectRoute> Customers(string dialect, string path) =>
    [
        new(dialect, "GET", path), new(dialect, "POST", path), new(dialect, "GET", $"{path}/{{id}}"), new(dialect, "PUT", $"{path}/{{id}}"),
        new(dialect, "DELETE", $"{path}/{{id}}"),
    ];
}
