using System.Globalization;

namespace Lockstep.Runtime.UseCases;

/// <summary>
/// Versions of a record that a caller names: those on which it wants a change made, or those of which it has a copy. As text they are
/// entity tags (RFC 9110, 8.8.3): the version in quotes, for example <c>"3"</c>; of a record of which something moves without a new version
/// (the stock of a product) also that, <c>"3-40"</c>.
/// </summary>
/// <param name="IsAny">Whether every version is meant.</param>
/// <param name="Versions">The versions, and what stood beside each; what names no version of ours is not among them.</param>
public sealed record VersionTags(bool IsAny, IReadOnlyList<(long Version, long? Beside)> Versions)
{
    private const char Between = '-';

    /// <summary>Whether a version is among them, whatever stood beside it.</summary>
    public bool Has(long version) => IsAny || Versions.Any(known => known.Version == version);

    /// <summary>Whether a version is among them with just this beside it.</summary>
    public bool Has(long version, long beside) => IsAny || Versions.Contains((version, beside));

    /// <summary>Whether a version is among them alone, by who does not know what stands beside it.</summary>
    public bool HasAlone(long version) => Versions.Contains((version, null));

    /// <summary>The tag of a version.</summary>
    public static string Of(long version, long? beside = null) => beside is { } moved
        ? string.Create(CultureInfo.InvariantCulture, $"\"{version}{Between}{moved}\"")
        : string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Reads tags with commas between; <c>*</c> is any, and a weak tag is as good as a strong one.</summary>
    public static VersionTags Read(string tags)
    {
        var listed = tags.Split(',', StringSplitOptions.TrimEntries);
        return new VersionTags(listed.Contains("*", StringComparer.Ordinal), [.. listed.Select(Version).OfType<(long, long?)>()]);
    }

    private static (long Version, long? Beside)? Version(string tag)
    {
        var strong = tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag;
        var parts = strong.Trim('"').Split(Between);
        long? beside = parts.Length == 2 && long.TryParse(parts[1], CultureInfo.InvariantCulture, out var moved) ? moved : null;
        return long.TryParse(parts[0], CultureInfo.InvariantCulture, out var version)
            && string.Equals(strong, Of(version, beside), StringComparison.Ordinal)
            ? (version, beside)
            : null;
    }
}
