using Lockstep.Contracts.Access;

namespace Lockstep.Tests.Gateway;

/// <summary>What an endpoint asks of its caller, written down a second time: the code is measured by it.</summary>
/// <param name="Permission">Reaches every record; null when signing in is enough.</param>
/// <param name="Own">Reaches the caller's own; null when there is no such thing.</param>
/// <param name="Also">Another one that reaches every record of the endpoint.</param>
internal sealed record Rule(string? Permission, string? Own = null, string? Also = null)
{
    /// <summary>For everybody.</summary>
    public static Rule Open { get; } = new("open");

    public static Rule SignedIn { get; } = new((string?)null);

    /// <summary>What whoever reaches all records must hold besides: an answer that is whole or none at all.</summary>
    public IReadOnlyList<string> Whole { get; init; } = [];

    public bool IsOpen => ReferenceEquals(this, Open);

    public bool All(IReadOnlySet<string> granted) => Permission is null || granted.Contains(Permission)
        || (Also is not null && granted.Contains(Also));

    public bool Some(IReadOnlySet<string> granted) => All(granted) || (Own is not null && granted.Contains(Own));
}

/// <summary>The rule of every path. One that stands nowhere here fails the test that asks for it.</summary>
internal static class AccessTable
{
    private static readonly Rule Export = new(Permissions.CustomersRead, Permissions.CustomersReadOwn)
    {
        Whole =
        [
            Permissions.NotesRead, Permissions.OrdersRead, Permissions.PackagesRead, Permissions.TicketsRead, Permissions.SyncRead,
        ],
    };

    private static Rule Catalogue => new(Permissions.ProductsRead, Also: Permissions.CatalogueRead);

    private static Rule Read => new(Permissions.CustomersRead, Permissions.CustomersReadOwn);

    public static Rule? Find(string path, string method)
    {
        var isRead = method is "GET";
        return Parts(path) switch
        {
            ["crm" or "erp" or "integrations", ..] or ["customers", "register" or "login", ..] => OfErp(Parts(path), isRead),
            ["dialects", "portal", "users"] => Read,
            ["customers", "{id}", "erase"] or ["tickets", "requesters", "erase"] or ["audit", "personal"] => new(Permissions.UsersWrite),
            ["customers", "{id}", "merge", ..] => new(isRead ? Permissions.CustomersRead : Permissions.CustomersMerge),
            ["customers", "{id}", "notes" or "files", ..] => new(isRead ? Permissions.NotesRead : Permissions.NotesWrite),
            [var many, "fields", ..] => OfFields(many, isRead),
            ["customers", "import" or "imports", ..] => new(isRead ? Permissions.CustomersRead : Permissions.CustomersWrite),
            ["customers", "{id}", "export"] => Export,
            ["customers"] or ["customers", "changes" or "export"] or ["customers", "{id}", ..] when isRead => Read,
            ["customers", "{id}", "email", _] => new(Permissions.CustomersWrite, Permissions.CustomersWriteOwn),
            ["customers", "{id}"] when method is "PUT" or "PATCH" => new(Permissions.CustomersWrite, Permissions.CustomersWriteOwn),
            ["customers", ..] => new(Permissions.CustomersWrite),
            ["products" or "inventory"] or ["products" or "inventory", "{id}"] or [_, "{id}", "stock"] when isRead => Catalogue,
            ["products" or "inventory", "stock", ..] or ["products" or "inventory", _, "stock", ..] =>
                new(isRead ? Permissions.ProductsRead : Permissions.StockWrite),
            ["products" or "inventory", ..] => new(isRead ? Permissions.ProductsRead : Permissions.ProductsWrite),
            ["packages", ..] => isRead ? new(Permissions.PackagesRead, Permissions.PackagesReadOwn) : new(Permissions.PackagesWrite),
            ["orders", ..] and var order => OfOrders(order, method, isRead),
            ["tickets", ..] and var ticket => OfTickets(ticket, method),
            ["reports", ..] => new(isRead ? Permissions.ReportsRead : Permissions.ReportsWrite),
            ["sync" or "systems" or "webhooks", ..] and var sync => OfSync(sync, isRead),
            ["users", "me"] or ["events", "stream"] or ["search"] or ["batch"] => Rule.SignedIn,
            ["users" or "clients" or "audit" or "secrets" or "keys" or "settings", ..] and var admin => OfAdministration(admin, isRead),
            ["auth", "login"] or ["auth", "reset" or "sso", ..] or ["signin-oidc"] => Rule.Open,
            ["auth", "session"] => isRead ? Rule.SignedIn : Rule.Open,
            ["auth", ..] => Rule.SignedIn,
            ["portal", "{name}"] => Rule.Open,
            ["oauth" or ".well-known" or "health" or "openapi" or "asyncapi" or "docs", ..] or ["metrics" or "openapi.json"] or [] =>
                Rule.Open,
            _ => null,
        };
    }

    private static Rule? OfAdministration(string[] parts, bool isRead) => parts switch
    {
        ["users", ..] => new(isRead ? Permissions.UsersRead : Permissions.UsersWrite),
        ["clients", ..] => new(isRead ? Permissions.ClientsRead : Permissions.ClientsWrite),
        ["audit", ..] when isRead || parts is [_, "verify"] => new(Permissions.AuditRead),
        ["secrets" or "keys", ..] => new(Permissions.SecretsWrite),
        ["settings"] when isRead => new(Permissions.SettingsRead),
        _ => null,
    };

    private static Rule OfFields(string many, bool isRead) => new(!isRead ? Permissions.FieldsWrite : many switch
    {
        "customers" => Permissions.CustomersRead,
        "orders" => Permissions.OrdersRead,
        "packages" => Permissions.PackagesRead,
        "tickets" => Permissions.TicketsRead,
        _ => Permissions.ProductsRead,
    });

    private static Rule OfSync(string[] parts, bool isRead) => parts is ["sync", "hooks", _] && !isRead ? Rule.Open
        : parts is ["sync", "flows", _, "versions", ..] ? new(Permissions.SyncWrite)
        : parts is ["sync", "flows", _, "test"] ? new(Permissions.SyncRead)
        : parts is ["sync" or "systems", ..] ? new(isRead ? Permissions.SyncRead : Permissions.SyncWrite)
        : new(isRead ? Permissions.WebhooksRead : Permissions.WebhooksWrite);

    private static Rule? OfErp(string[] parts, bool isRead) => parts switch
    {
        ["crm", "customer", ..] or ["erp", "customers", ..] when isRead => new(Permissions.CustomersRead, Permissions.CustomersReadOwn),
        ["crm", "customer", "{id}"] => new(Permissions.CustomersWrite, Permissions.CustomersWriteOwn),
        ["crm", "customer"] or ["integrations", "import", ..] => new(Permissions.CustomersWrite),
        ["erp", "orders", "pull" or "ack"] or ["erp", "orders", "{id}", "ack" or "nack"] => new(Permissions.OrdersPull),
        ["erp", "orders", "{id}", "status"] => new(Permissions.OrdersWrite),
        ["integrations", "webhooks", ..] or ["integrations", "health"] or ["customers", ..] => Rule.Open,
        ["crm", "order"] when !isRead => new(Permissions.OrdersWrite, Permissions.OrdersWriteOwn),
        ["crm", "order"] or ["erp", "orders", ..] or ["integrations", ..] => new(Permissions.OrdersRead, Permissions.OrdersReadOwn),
        _ => null,
    };

    private static Rule OfOrders(string[] parts, string method, bool isRead) => parts switch
    {
        ["orders", "import" or "imports", ..] => new(isRead ? Permissions.OrdersRead : Permissions.OrdersWrite),
        ["orders", "webhooks", ..] => Rule.Open,
        ["orders", "pull" or "ack"] or ["orders", _, "ack" or "nack"] or ["orders", _, "cancel" or "amendment", _] =>
            new(Permissions.OrdersPull),
        ["orders", "changes"] => new(Permissions.OrdersRead, Permissions.OrdersReadOwn, Permissions.OrdersPull),
        ["orders", "{id}", "status"] or ["orders", "stock-tasks", ..] => new(Permissions.OrdersWrite),
        _ when method is "DELETE" => new(Permissions.OrdersWrite),
        _ => isRead ? new(Permissions.OrdersRead, Permissions.OrdersReadOwn) : new(Permissions.OrdersWrite, Permissions.OrdersWriteOwn),
    };

    private static Rule OfTickets(string[] parts, string method) =>
        parts switch
        {
            [_, "import" or "imports" or "mail", ..]
            or [_, "answers" or "calendars", ..]
            or [_, _, "assign" or "links" or "merge" or "answers", ..] => new(
                method is "GET" ? Permissions.TicketsRead : Permissions.TicketsWrite),
            _ when method is "DELETE" => new(Permissions.TicketsWrite),
            _ when method is "GET" => new(Permissions.TicketsRead, Permissions.TicketsReadOwn),
            _ => new(Permissions.TicketsWrite, Permissions.TicketsWriteOwn),
        };

    private static string[] Parts(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Replace(":long", "", StringComparison.Ordinal))
            .ToArray();
        parts = parts is ["dialects", "erp" or "mini" or "shop" or "sales", ..] ? parts[2..] : parts;
        return parts is ["api", ..] ? parts[1..] : parts;
    }
}
