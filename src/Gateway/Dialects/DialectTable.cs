using Lockstep.Runtime.Modules;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Gateway.Dialects;

/// <summary>What the modules answer in dialects, as their manifests say.</summary>
internal sealed class DialectTable(IEnumerable<ModuleManifest> manifests)
{
    private const string IdPart = "{id}";

    private readonly Dictionary<string, (DialectRoute Route, string[] Parts)[]> _routes = manifests
        .SelectMany(static manifest => manifest.Dialects)
        .GroupBy(static route => route.Dialect, StringComparer.Ordinal)
        .ToDictionary(
            static dialect => dialect.Key, static dialect => dialect.Select(static route => (route, route.Path.Split('/'))).ToArray(),
            StringComparer.Ordinal);

    /// <summary>
    /// The routes of a dialect at a path, one for each method that it knows there; none when the path is not the dialect's.
    /// </summary>
    public IReadOnlyList<DialectRoute> At(string dialect, PathString path) => _routes.TryGetValue(dialect, out var routes)
        ? [.. routes.Where(route => IsAt(path.Value, route.Parts)).Select(static route => route.Route)]
        : [];

    private static bool IsAt(ReadOnlySpan<char> path, string[] parts)
    {
        for (var index = 0; index < parts.Length; index++)
        {
            var end = path.IndexOf('/');
            var part = end < 0 ? path : path[..end];
            if ((end < 0) != (index == parts.Length - 1) || !IsAt(part, parts[index]))
            {
                return false;
            }

            path = end < 0 ? default : path[(end + 1)..];
        }

        return true;
    }

    private static bool IsAt(ReadOnlySpan<char> part, string known) => known is IdPart
        ? !part.IsEmpty && !part.ContainsAnyExceptInRange('0', '9')
        : part.Equals(known, StringComparison.OrdinalIgnoreCase);
}
