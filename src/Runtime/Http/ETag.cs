using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Runtime.Http;

/// <summary>Entity tags (RFC 9110, 8.8.3): a record's version in quotes.</summary>
public static class ETag
{
    /// <summary>The tag of a version, for example <c>"3"</c>.</summary>
    public static string Of(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Whether <c>If-None-Match</c> names the record's version, so that 304 is the answer.</summary>
    public static bool IsKnown(HttpContext context, long version)
    {
        var known = context.Request.Headers.IfNoneMatch;
        return known.Count > 0 && Lists(known.ToString(), version);
    }

    /// <summary>Whether one of the tags that a header lists is the version's; <c>*</c> is any.</summary>
    internal static bool Lists(string tags, long version)
    {
        var tag = Of(version);
        return tags.Split(',', StringSplitOptions.TrimEntries)
            .Any(listed => listed is "*" || string.Equals(listed.StartsWith("W/", StringComparison.Ordinal) ? listed[2..] : listed, tag, StringComparison.Ordinal));
    }
}
