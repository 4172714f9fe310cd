using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Runtime.Http;

/// <summary>Entity tags (RFC 9110, 8.8.3): a record's version in quotes.</summary>
public static class ETag
{
    /// <summary>The tag of a version, for example <c>"3"</c>.</summary>
    public static string Of(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>A 412 when the request carries <c>If-Match</c> and none of its tags is the record's; else null.</summary>
    public static Answer? Refuse(HttpContext context, long version)
    {
        var wanted = context.Request.Headers.IfMatch;
        if (wanted.Count == 0 || Lists(wanted.ToString(), version))
        {
            return null;
        }

        return new Problem(412, $"The record is at version {version} by now; read it again and repeat the change on that.");
    }

    /// <summary>Whether <c>If-None-Match</c> names the record's version, so that 304 is the answer.</summary>
    public static bool IsKnown(HttpContext context, long version)
    {
        var known = context.Request.Headers.IfNoneMatch;
        return known.Count > 0 && Lists(known.ToString(), version);
    }

    private static bool Lists(string tags, long version)
    {
        var tag = Of(version);
        return tags.Split(',', StringSplitOptions.TrimEntries)
            .Any(listed => listed is "*" || string.Equals(listed.StartsWith("W/", StringComparison.Ordinal) ? listed[2..] : listed, tag, StringComparison.Ordinal));
    }
}
