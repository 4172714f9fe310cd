using System.Diagnostics;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Lockstep.Runtime.UseCases;

/// <content>The door of requests: endpoints take the work that a request asks for as a parameter.</content>
public sealed partial record Work
{
    /// <summary>Ids start at 1: a caller who is no customer at all reaches nothing.</summary>
    private const long Nobody = 0;

    private static readonly object ReachKey = new();
    private static readonly Caller NobodyKnown = new(Anonymous, "nobody", new HashSet<string>(StringComparer.Ordinal));

    /// <summary>The work of a request, as the framework makes it for the parameter of an endpoint.</summary>
    public static ValueTask<Work> BindAsync(HttpContext context) => ValueTask.FromResult(Of(context));

    /// <summary>The work of a request; an anonymous one is nobody's and may nothing.</summary>
    public static Work Of(HttpContext context)
    {
        var caller = Caller.Of(context) ?? NobodyKnown;
        var headers = context.Request.Headers;
        var only = context.Items[ReachKey] as long?;
        return new Work
        {
            Caller = caller,
            Address = context.Connection.RemoteIpAddress,
            SessionCookie = PortalCookie.Read(context.Request),
            Only = only,
            KnowsFields = only is null && context.GetEndpoint()?.Metadata.GetMetadata<DialectMark>() is null,
            Key = headers.TryGetValue("Idempotency-Key", out var key) ? KeyOf(context, caller, key.ToString()) : null,
            Expected = Tags(headers.IfMatch),
            Known = Tags(headers.IfNoneMatch),
            Ct = context.RequestAborted,
        };
    }

    /// <summary>Limits a request to what belongs to its caller.</summary>
    internal static void Limit(HttpContext context, Caller caller) => context.Items[ReachKey] = caller.CustomerId ?? Nobody;

    private static OnceKey KeyOf(HttpContext context, Caller caller, string name) => new(
        string.Join('\n', caller.Subject, context.Request.Method, context.Request.Path.Value), name,
        Activity.Current?.Id ?? context.TraceIdentifier);

    private static VersionTags? Tags(StringValues header) => header.Count == 0 ? null : VersionTags.Read(header.ToString());
}
