namespace Lockstep.Runtime;

/// <summary>This process among others: who holds a lease.</summary>
/// <param name="Name">Unique for each start, for example <c>host:1234:0192f0c1…</c>.</param>
public sealed record Instance(string Name)
{
    private const int Parts = 3;

    /// <summary>
    /// The process that an owner of a lease is, or is a part of, such as one of its uploads; null when it is none of ours.
    /// </summary>
    public static string? Of(string owner) => owner.Split(':') is { Length: >= Parts } words && Guid.TryParseExact(words[2], "N", out _)
        ? string.Join(':', words[..Parts])
        : null;
}
