using System.Globalization;

namespace Lockstep.Runtime.UseCases;

/// <summary>
/// Versions of a record that a caller names: those on which it wants a change made, or those of which it has a copy. As text they are
/// entity
/// tags (RFC 9110, 8.8.3): the version in quotes, for example <c>"3"</c>.
/// </summary>
/// <param name="IsAny">Whether every version is meant.</param>
/// <param name="Versions">The versions; what names no version of ours is not among them.</param>
public sealed record VersionTags(bool IsAny, IReadOnlyList<long> Versions)
{
    /// <summary>Whether a version is among them.</summary>
    public bool Has(long version) => IsAny || Versions.Contains(version);

    /// <summary>The tag of a version.</summary>
    public static string Of(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Reads tags with commas between; <c>*</c> is any, and a weak tag is as good as a strong one.</summary>
    public static VersionTags Read(string tags)
    {
        var listed = tags.Split(',', StringSplitOptions.TrimEntries);
        return new VersionTags(listed.Contains("*", StringComparer.Ordinal), [.. listed.Select(Version).OfType<long>()]);
    }

    private static long? Version(string tag)
    {
        var strong = tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag;
        return long.TryParse(strong.Trim('"'), CultureInfo.InvariantCulture, out var version)
            && string.Equals(strong, Of(version), StringComparison.Ordinal)
            ? version
            : null;
    }
}
