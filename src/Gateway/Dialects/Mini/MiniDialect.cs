using System.Text.Json.Nodes;

namespace Lockstep.Gateway.Dialects.Mini;

/// <summary>Two small systems and the poller between them: bare arrays of customers and of packages.</summary>
internal static class MiniDialect
{
    public static DialectRoute[] Routes { get; } =
    [
        new("GET", "/customers", api => api.ListAsync("/api/customers", Customer)),
        new("POST", "/customers", api => api.ForwardAsync("/api/customers", Customer)),
        new("GET", "/packages", api => api.ListAsync("/api/packages", Package)),
        new("POST", "/packages", api => api.ForwardAsync("/api/packages", Package)),
    ];

    private static JsonObject Customer(JsonNode customer) => Json.Pick(customer, "id", "name", "email", "createdAt");

    private static JsonObject Package(JsonNode package) => Json.Pick(package, "id", "customerId", "customerName", "status", "createdAt");
}
