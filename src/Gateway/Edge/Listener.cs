using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Gateway.Edge;

/// <summary>What a request gets from the port that it came in by.</summary>
/// <param name="Dialect">The dialect that the port speaks.</param>
/// <param name="LegacyClient">The API client that a call without any credential counts as; null when there is none.</param>
internal sealed record ListenerFeature(string Dialect, string? LegacyClient);

/// <summary>The port of a request.</summary>
internal static class Listener
{
    /// <summary>Null for the ordinary ports, and where there are no sockets.</summary>
    public static ListenerFeature? Of(HttpContext context) => context.Features.Get<ListenerFeature>();

    /// <summary>
    /// The API client that a request without a credential counts as; null when there is none. A browser sends along from which page a
    /// request comes: pages of others, which the people who use it happen to visit, are nobody's old client, except those that <c>Cors</c>
    /// names. A page that loads a picture says no origin, but whether it is of this site (<c>Sec-Fetch-Site</c>).
    /// </summary>
    public static string? LegacyClientOf(HttpContext context) =>
        Of(context)?.LegacyClient is { } client && IsNoStrangersPage(context) ? client : null;

    /// <summary>Whether a browser sent it; all of them say so in one of these ways.</summary>
    public static bool IsBrowser(HttpRequest request) => request.Headers.ContainsKey("Sec-Fetch-Site")
        || request.Headers.ContainsKey("Sec-Fetch-Mode")
        || request.Headers.Origin.Count > 0 || request.Headers.UserAgent.ToString().StartsWith("Mozilla/", StringComparison.Ordinal);

    private static bool IsNoStrangersPage(HttpContext context)
    {
        var (origin, site) = (context.Request.Headers.Origin.ToString(), context.Request.Headers["Sec-Fetch-Site"].ToString());
        return origin.Length > 0 && context.RequestServices.GetRequiredService<IOptions<CrossOriginOptions>>().Value.Names(origin)
            ? true
            : (origin.Length == 0 || string.Equals(origin, $"{context.Request.Scheme}://{context.Request.Host}",
                StringComparison.OrdinalIgnoreCase))
                && (site.Length == 0 || site is "same-origin" or "none");
    }

    /// <summary>Gives every connection of a listener its feature, which its requests inherit.</summary>
    public static void Mark(this ListenOptions listen, ListenerFeature feature) => listen.Use(next => connection =>
    {
        connection.Features.Set(feature);
        return next(connection);
    });
}
