using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Runtime.Http;

/// <summary>Which records a request reaches: all, or only those of the customer that the caller is. Others are as good as not there.</summary>
public static class Reach
{
    /// <summary>Ids start at 1: a caller who is no customer at all reaches nothing.</summary>
    private const long Nobody = 0;
    private static readonly object Key = new();

    /// <summary>The customer whose records the request is limited to; null when it reaches all.</summary>
    public static long? Only(HttpContext context) => context.Items[Key] as long?;

    /// <summary>Whether the request reaches the records of a customer.</summary>
    public static bool Covers(HttpContext context, long customerId) => Only(context) is not { } only || only == customerId;

    /// <summary>Limits a request to what belongs to its caller.</summary>
    internal static void Limit(HttpContext context, Caller caller) => context.Items[Key] = caller.CustomerId ?? Nobody;
}
