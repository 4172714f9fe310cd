using Lockstep.Contracts.Access;
using Lockstep.Gateway.Edge;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Gateway.Dialects;

/// <summary>
/// Which of the ways of speaking of clients that were here before Lockstep a request is in. What is answered in a dialect, the modules say.
/// </summary>
internal static class Dialect
{
    private const string Root = "/api/";

    private static readonly (string Prefix, string Name)[] Prefixes =
    [
        ("/api/crm", DialectNames.Erp), ("/api/erp", DialectNames.Erp), ("/api/integrations", DialectNames.Erp),
        ("/api/customers/register", DialectNames.Shop), ("/api/customers/login", DialectNames.Shop),
    ];

    /// <summary>The dialect of a request: its path's own, its port's, its caller's; null for the canonical one.</summary>
    public static string? Of(HttpContext context) =>
        OfPath(context.Request.Path) ?? Listener.Of(context)?.Dialect ?? Caller.Of(context)?.Dialect;

    /// <summary>
    /// Every request passes here, and nearly none is in a dialect: so no closure, and a comparison ends at the first letter that differs.
    /// </summary>
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
