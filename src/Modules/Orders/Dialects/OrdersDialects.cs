using Lockstep.Contracts.Access;
using Lockstep.Runtime.Modules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Orders.Dialects;

/// <summary>What dialects have of orders.</summary>
internal static class OrdersDialects
{
    /// <summary>For the manifest.</summary>
    public static IReadOnlyList<DialectRoute> Routes { get; } =
    [
        Erp("POST", "/api/crm/order"),
        Erp("GET", "/api/crm/order"),
        Erp("GET", "/api/erp/orders"),
        Erp("GET", "/api/erp/orders/{id}"),
        Erp("PUT", "/api/erp/orders/{id}/status"),
        Erp("GET", "/api/erp/orders/pull"),
        Erp("POST", "/api/erp/orders/pull"),
        Erp("POST", "/api/erp/orders/ack"),
        Erp("POST", "/api/erp/orders/{id}/ack"),
        Erp("POST", "/api/erp/orders/{id}/nack"),
        Erp("POST", "/api/integrations/webhooks/erp-order-status"),
        Erp("GET", "/api/integrations/export/orders.csv"),
        Erp("GET", "/api/integrations/health"),
        Erp("GET", "/api/integrations/metrics"),
        .. Orders(DialectNames.Shop, "/api/orders"),
        new(DialectNames.Shop, "POST", "/api/orders/{id}/cancel"),
        .. Orders(DialectNames.Sales, "/orders"),
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var erp = routes.MapGroup($"/{DialectNames.Erp}");
        ErpOrders.Map(erp);
        ErpPulls.Map(erp);
        ErpIntegrations.Map(erp);
        ShopOrders.Map(routes.MapGroup($"/{DialectNames.Shop}"));
        SalesOrders.Map(routes.MapGroup($"/{DialectNames.Sales}"));
    }

    private static IEnumerable<DialectRoute> Orders(string dialect, string path) =>
    [
        new(dialect, "GET", path), new(dialect, "POST", path), new(dialect, "GET", $"{path}/{{id}}"), new(dialect, "PUT", $"{path}/{{id}}"),
        new(dialect, "DELETE", $"{path}/{{id}}"),
    ];

    private static DialectRoute Erp(string method, string path) => new(DialectNames.Erp, method, path);
}
