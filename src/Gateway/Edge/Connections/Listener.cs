using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Lockstep.Gateway.Edge.Connections;

/// <summary>What a request gets from the port that it came in by.</summary>
/// <param name="Dialect">The dialect that the port speaks.</param>
/// <param name="LegacyClient">The API client that a call without any credential counts as; null when there is none.</param>
internal sealed record ListenerFeature(string Dialect, string? LegacyClient);

/// <summary>The port of a request.</summary>
internal static class Listener
{
    /// <summary>Null for the ordinary ports, and where there are no sockets.</summary>
    public static ListenerFeature? Of(HttpContext context) => context.Features.Get<ListenerFeature>();

    /// <summary>Gives every connection of a listener its feature, which its requests inherit.</summary>
    public static void Mark(this ListenOptions listen, ListenerFeature feature) => listen.Use(next => connection =>
    {
        connection.Features.Set(feature);
        return next(connection);
    });
}
