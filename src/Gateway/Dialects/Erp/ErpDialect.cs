using System.Globalization;
using System.Text.Json.Nodes;

namespace Lockstep.Gateway.Dialects.Erp;

/// <summary>A CRM and the ERP that takes its orders over: pages look like Spring's, paths too.</summary>
internal static class ErpDialect
{
    public static DialectRoute[] Routes { get; } =
    [
        .. new DialectRoute[]
        {
            new("POST", "/api/crm/customer", ErpCustomers.CreateAsync),
            new("GET", "/api/crm/customer", ErpCustomers.ListAsync),
            new("PUT", "/api/crm/customer/{id}", ErpCustomers.ReplaceAsync),
            new("GET", "/api/erp/customers/{id}", ErpCustomers.ReadAsync),
            new("POST", "/api/crm/order", ErpOrders.PlaceAsync),
            new("GET", "/api/crm/order", ErpOrders.ListAsync),
            new("GET", "/api/erp/orders", ErpOrders.ListWholeAsync),
            new("GET", "/api/erp/orders/{id}", ErpOrders.ReadAsync),
            new("PUT", "/api/erp/orders/{id}/status", ErpOrders.SetStatusAsync),
            new("GET", "/api/erp/orders/pull", ErpPulls.PullAsync) { HasTimeLimit = false },
            new("POST", "/api/erp/orders/pull", ErpPulls.PullAsync) { HasTimeLimit = false },
            new("POST", "/api/erp/orders/ack", ErpPulls.AckManyAsync),
            new("POST", "/api/erp/orders/{id}/ack", ErpPulls.AckAsync),
            new("POST", "/api/erp/orders/{id}/nack", ErpPulls.NackAsync),
            new("POST", "/api/integrations/import/customers", ErpIntegrations.ImportAsync) { HasTimeLimit = false },
            new("POST", "/api/integrations/webhooks/erp-order-status", ErpIntegrations.WebhookAsync),
            new("GET", "/api/integrations/export/orders.csv", ErpIntegrations.ExportAsync) { HasTimeLimit = false },
            new("GET", "/api/integrations/health", ErpIntegrations.HealthAsync),
            new("GET", "/api/integrations/metrics", ErpIntegrations.MetricsAsync),
        }.Select(route => route with { Fault = AddWhatSpringSays }),
    ];

    /// <summary>These clients read <c>timestamp</c>, <c>error</c> and <c>details</c> of a problem.</summary>
    private static void AddWhatSpringSays(JsonObject problem, DateTimeOffset now)
    {
        problem["timestamp"] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        problem["error"] = (string?)problem["title"];
        problem["details"] = problem["errors"] is JsonObject errors
            ? new JsonArray([.. errors.SelectMany(field => field.Value!.AsArray().Select(message => (JsonNode)$"{field.Key}: {message}"))])
            : new JsonArray((JsonNode?)((string?)problem["detail"]));
    }
}
