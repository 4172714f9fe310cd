namespace Lockstep.Gateway.Dialects.Portal;

/// <summary>A portal that shows the customers as its users.</summary>
internal static class PortalDialect
{
    public static DialectRoute[] Routes { get; } =
    [
        new("GET", "/users", api => api.ListAsync("/api/customers", customer => Json.Pick(customer, "id", "name", "email"))),
    ];
}
