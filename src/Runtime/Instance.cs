namespace Lockstep.Runtime;

/// <summary>This process among others: who holds a lease.</summary>
/// <param name="Name">
/// Unique for each start, for example <c>host:1234:p0192f0c1…</c>. The <c>p</c> says that it holds the lock of its presence while it lives,
/// as versions before did not.
/// </param>
public sealed record Instance(string Name)
{
    private const int Parts = 3;
    private const char Present = 'p';

    /// <summary>This process.</summary>
    /// <param name="id">Tells it from others that had its process id.</param>
    public static Instance Here(Guid id) => new($"{Environment.MachineName}:{Environment.ProcessId}:{Present}{id:N}");

    /// <summary>
    /// The process that an owner of a lease is, or is a part of, such as one of its uploads; null when it is none whose presence can be
    /// told.
    /// </summary>
    public static string? Of(string owner) => owner.Split(':') is { Length: >= Parts } words
        && words[2].StartsWith(Present) && Guid.TryParseExact(words[2][1..], "N", out _)
        ? string.Join(':', words[..Parts])
        : null;
}
