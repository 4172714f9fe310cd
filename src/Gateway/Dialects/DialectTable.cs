using Lockstep.Contracts.Access;
using Lockstep.Runtime.Modules;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Gateway.Dialects;

/// <summary>What a dialect has at one path.</summary>
/// <param name="Path">The path, as the routes have it.</param>
/// <param name="Routes">One for each method.</param>
internal sealed record DialectPlace(string Path, IReadOnlyList<DialectRoute> Routes);

/// <summary>What the modules answer in dialects, as their manifests say.</summary>
internal sealed class DialectTable(IEnumerable<ModuleManifest> manifests)
{
    private const string IdPart = "{id}";
    private const string Api = "/api";

    /// <summary>The dialects whose clients may leave <c>/api</c> out: some called the gateway, some what stood behind it.</summary>
    private static readonly string[] BothWays = [DialectNames.Shop, DialectNames.Sales];

    private readonly Dictionary<string, (DialectRoute Route, string[] Parts)[]> _routes = manifests
        .SelectMany(static manifest => manifest.Dialects)
        .GroupBy(static route => route.Dialect, StringComparer.Ordinal)
        .ToDictionary(
            static dialect => dialect.Key, static dialect => dialect.Select(static route => (route, route.Path.Split('/'))).ToArray(),
            StringComparer.Ordinal);

    /// <summary>
    /// What a dialect has at a path: a route for each method that it knows there; none when the path is not the dialect's.
    /// </summary>
    public DialectPlace At(string dialect, PathString path)
    {
        if (!_routes.TryGetValue(dialect, out var routes) || path.Value is not { } asked)
        {
            return new DialectPlace("", []);
        }

        // As routes have it, one slash at the end is none.
        asked = asked.Length > 1 && asked[^1] is '/' ? asked[..^1] : asked;
        var place = At(routes, asked);
        return place.Routes.Count == 0 && BothWays.Contains(dialect, StringComparer.Ordinal) ? At(routes, OtherWay(asked)) : place;
    }

    private static DialectPlace At((DialectRoute Route, string[] Parts)[] routes, string path) =>
        new(path, [.. routes.Where(route => IsAt(path, route.Parts)).Select(static route => route.Route)]);

    private static string OtherWay(string path) =>
        path.StartsWith($"{Api}/", StringComparison.OrdinalIgnoreCase) ? path[Api.Length..] : Api + path;

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
