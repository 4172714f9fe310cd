using Lockstep.Gateway.Edge;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Gateway.Dialects;

/// <summary>
/// The ways of speaking of clients that were here before Lockstep. A dialect is a translation and nothing more: it sends canonical requests
/// through the whole gateway and changes the shape of what comes back.
/// </summary>
internal static class Dialect
{
    public const string Erp = "erp";
    public const string Shop = "shop";
    public const string Mini = "mini";
    public const string Portal = "portal";
    public const string Sales = "sales";

    private const string Root = "/api/";

    private static readonly (string Prefix, string Name)[] Prefixes =
    [
        ("/api/crm", Erp), ("/api/erp", Erp), ("/api/integrations", Erp), ("/api/customers/register", Shop), ("/api/customers/login", Shop),
    ];

    /// <summary>Every dialect that a port or an API client may have.</summary>
    public static IReadOnlyList<string> All { get; } = [Erp, Shop, Mini, Portal, Sales];

    /// <summary>The dialect of a request: its path's own, its port's, its caller's; null for the canonical one.</summary>
    public static string? Of(HttpContext context) =>
        OfPath(context.Request.Path) ?? Listener.Of(context)?.Dialect ?? Caller.Of(context)?.Dialect;

    /// <summary>Every request passes here, and nearly none is in a dialect: so no closure, and a comparison ends at the first letter that differs.</summary>
    private static string? OfPath(PathString path)
    {
        if (path.Value is not { } text || !text.StartsWith(Root, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        foreach (var (prefix, name) in Prefixes)
        {
            if (text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && (text.Length == prefix.Length || text[prefix.Length] == '/'))
            {
                return name;
            }
        }

        return null;
    }
}
