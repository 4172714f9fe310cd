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
    /// The API client that a request without a credential counts as; null when there is none. A browser sends along from which page a request
    /// comes: pages of others, which the people who use it happen to visit, are nobody's old client, except those that <c>Cors</c> names.
    /// </summary>
    public static string? LegacyClientOf(HttpContext context) => Of(context)?.LegacyClient is { } client && IsNoStrangersPage(context) ? client : null;

    private static bool IsNoStrangersPage(HttpContext context)
    {
        var origin = context.Request.Headers.Origin.ToString();
        return origin.Length == 0
            || string.Equals(origin, $"{context.Request.Scheme}://{context.Request.Host}", StringComparison.OrdinalIgnoreCase)
            || context.RequestServices.GetRequiredService<IOptions<CrossOriginOptions>>().Value.Names(origin);
    }

    /// <summary>Gives every connection of a listener its feature, which its requests inherit.</summary>
    public static void Mark(this ListenOptions listen, ListenerFeature feature) => listen.Use(next => connection =>
    {
        connection.Features.Set(feature);
        return next(connection);
    });
}
