using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lockstep.Simulator.Api;

/// <summary>A request, taken apart. Segments are those that were sent: an escaped slash is a part of an id.</summary>
internal sealed class Call
{
    private Call(HttpContext context, string[] segments, string body) => (Context, Segments, Body) = (context, segments, body);

    public HttpContext Context { get; }

    /// <summary>The parts of the path behind the system's name.</summary>
    public string[] Segments { get; }

    public string Body { get; }

    public string Method => Context.Request.Method;

    public string Kind => Segments.Length > 0 ? Segments[0] : "";

    public string? Id => Segments.Length > 1 ? Segments[1] : null;

    public static async Task<Call> ReadAsync(HttpContext context)
    {
        var path = context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0];
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(Uri.UnescapeDataString);
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        return new Call(context, [.. segments], await reader.ReadToEndAsync(context.RequestAborted));
    }

    public string? Header(string name) => Context.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;

    /// <summary>A part of the query; null when it is not there.</summary>
    public string? Query(string name) => Context.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;
}
