using System.Net;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Lockstep.Gateway.Edge;

/// <summary>
/// Answers only to its own names. A web page can have its name lead to the loopback (DNS rebinding) and then have a browser on this machine
/// send anything to plain HTTP there, where a legacy port asks for no credential; but the browser still says the page's name. HTTPS that
/// ends here needs no such guard: no certificate of ours is good for that name. IP addresses and the names of this machine can't be made to
/// lead elsewhere.
/// </summary>
internal sealed class HostGuard
{
    private readonly RequestDelegate _next;
    private readonly StringSegment[] _names;
    private readonly bool _any;
    private readonly bool _configured;

    public HostGuard(RequestDelegate next, IOptions<EdgeOptions> options)
    {
        var configured = WordList.Of(options.Value.Hosts);
        _next = next;
        _configured = configured.Length > 0;
        _any = configured.Contains("*", StringComparer.Ordinal);
        _names =
        [.. configured.Append("localhost").Append("*.localhost").Append(Dns.GetHostName()).Select(name => new StringSegment(name))];
    }

    public Task InvokeAsync(HttpContext context)
    {
        if (_any || (IsOurTls(context) && !_configured) || IsOurs(context.Request.Host))
        {
            return _next(context);
        }

        return new Problem(
            421, "This system does not go by the name in the Host header; set Edge:Hosts to the names that it has.").SendAsync(context);
    }

    /// <summary>
    /// Whether we hold the other end of TLS. The scheme does not tell: where the loopback is a trusted proxy, a page there may set it by a
    /// header.
    /// </summary>
    private static bool IsOurTls(HttpContext context) => context.Features.Get<ITlsHandshakeFeature>() is not null;

    /// <summary>HTTP/1.0 may leave the name out; browsers don't.</summary>
    private bool IsOurs(HostString host) => !host.HasValue
        || IPAddress.TryParse(host.Host, out _)
        || HostString.MatchesAny(new StringSegment(host.Host), _names);
}
