namespace Lockstep.Conformance.Portal;

/// <summary>The pages of the portal, for what has to hold on each of them; one that is added has its line here.</summary>
internal static class PortalPages
{
    /// <summary>What a quick run looks at: the first page, a list, a record and a form.</summary>
    public static IReadOnlyList<string> Some { get; } = ["/", "/customers", "/customers/1/show", "/orders/create"];

    /// <summary>All of them, on a site with the sample data.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "/", "/account",
        "/customers", "/customers/1/show", "/customers/1", "/customers/create",
        "/products", "/products/1/show", "/products/1", "/products/create",
        "/orders", "/orders/1/show", "/orders/1", "/orders/create",
        "/tickets", "/tickets/1/show", "/tickets/1", "/tickets/create",
        "/packages", "/packages/1/show", "/packages/1", "/packages/create",
        "/users", "/users/1/show", "/users/1", "/users/create",
        "/clients", "/clients/create", "/webhooks", "/webhooks/create", "/fields", "/audit", "/settings",
        "/imports", "/imports/customers", "/reports", "/reports/sales",
        "/map", "/systems", "/systems/crm/show", "/flows", "/flows/welcome-package/show",
        "/flows/welcome-package/show?tab=definition", "/flows/create",
        "/dead-letters", "/deliveries", "/deliveries/1/show", "/conflicts", "/links", "/hooks", "/stock-tasks",
    ];
}
