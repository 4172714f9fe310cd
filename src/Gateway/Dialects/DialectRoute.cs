using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Gateway.Dialects;

/// <summary>What a dialect translates: its requests, by method and path.</summary>
/// <param name="Method">For example <c>GET</c>.</param>
/// <param name="Path">The path at which the dialect's clients look; a part <c>{id}</c> stands for a number.</param>
/// <param name="HandleAsync">Sends canonical requests and answers in the dialect's shape.</param>
internal sealed record DialectRoute(string Method, string Path, Func<CanonicalApi, Task> HandleAsync)
{
    private const string IdPart = "{id}";
    private readonly string[] _parts = Path.Split('/');

    /// <summary>False for what waits or streams: it may take as long as it needs.</summary>
    public bool HasTimeLimit { get; init; } = true;

    /// <summary>Adds to problem details what the dialect's clients read there; null when they read nothing else.</summary>
    public Action<JsonObject, DateTimeOffset>? Fault { get; init; }

    /// <summary>Whether a path is this route's.</summary>
    public bool IsAt(PathString path)
    {
        var rest = path.Value.AsSpan();
        for (var index = 0; index < _parts.Length; index++)
        {
            var end = rest.IndexOf('/');
            var part = end < 0 ? rest : rest[..end];
            if ((end < 0) != (index == _parts.Length - 1) || !IsAt(part, _parts[index]))
            {
                return false;
            }

            rest = end < 0 ? default : rest[(end + 1)..];
        }

        return true;
    }

    /// <summary>The number that stands for <c>{id}</c> in a path that is this route's; null when it has none.</summary>
    public string? IdOf(PathString path) => Array.IndexOf(_parts, IdPart) is var index and >= 0 ? path.Value!.Split('/')[index] : null;

    private static bool IsAt(ReadOnlySpan<char> part, string known) => known is IdPart
        ? !part.IsEmpty && !part.ContainsAnyExceptInRange('0', '9')
        : part.Equals(known, StringComparison.OrdinalIgnoreCase);
}
