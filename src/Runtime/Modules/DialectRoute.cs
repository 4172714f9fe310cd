namespace Lockstep.Runtime.Modules;

/// <summary>A request that a module answers in a dialect.</summary>
/// <param name="Dialect">One of <see cref="Contracts.Access.DialectNames"/>.</param>
/// <param name="Method">For example <c>GET</c>.</param>
/// <param name="Path">Where the dialect's clients look; a part <c>{id}</c> stands for a number.</param>
public sealed record DialectRoute(string Dialect, string Method, string Path)
{
    /// <summary>What stands before the paths at which dialects are served.</summary>
    public const string Root = "/dialects";

    /// <summary>Where requests of a dialect are served.</summary>
    /// <param name="dialect">The dialect.</param>
    /// <param name="path">The path that the client asks for.</param>
    public static string InnerPath(string dialect, string path) => $"{Root}/{dialect}{path}";
}
