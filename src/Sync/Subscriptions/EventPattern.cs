namespace Lockstep.Sync.Subscriptions;

/// <summary>
/// A type of events, or many: <c>*</c> stands for one part between dots, and as the last one for all that follows.
/// </summary>
internal static class EventPattern
{
    private const string Any = "*";

    public static bool Matches(string pattern, string type)
    {
        var (parts, given) = (pattern.Split('.'), type.Split('.'));
        for (var at = 0; at < parts.Length; at++)
        {
            if (at >= given.Length)
            {
                return false;
            }

            if (parts[at] is Any)
            {
                if (at == parts.Length - 1)
                {
                    return true;
                }
            }
            else if (!string.Equals(parts[at], given[at], StringComparison.Ordinal))
            {
                return false;
            }
        }

        return parts.Length == given.Length;
    }

    /// <summary>
    /// What somebody may have meant who wrote a pattern that matches nothing: the known types, with stars where it has some.
    /// </summary>
    public static IReadOnlyCollection<string> Like(string pattern, IReadOnlyCollection<string> types)
    {
        var stars = pattern.Split('.');
        return !stars.Contains(Any) ? types
            : types.Select(type => string.Join('.', type.Split('.').Take(stars.Length).Select((part, at) => stars[at] is Any ? Any : part)))
                .ToHashSet(StringComparer.Ordinal);
    }
}
