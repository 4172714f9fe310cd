using Microsoft.AspNetCore.Http;

namespace Lockstep.Runtime.Http;

/// <summary>Conditional changes (RFC 9110, 13.1.1).</summary>
public static class IfMatch
{
    /// <summary>A 412 when the request carries <c>If-Match</c> and none of its tags is the record's; else null.</summary>
    public static Answer? Refuse(HttpContext context, long version)
    {
        var wanted = context.Request.Headers.IfMatch;
        if (wanted.Count == 0 || ETag.Lists(wanted.ToString(), version))
        {
            return null;
        }

        return new Problem(412, $"The record is at version {version} by now; read it again and repeat the change on that.");
    }
}
