namespace Lockstep.Contracts;

/// <summary>What somebody may have meant who wrote a name that there isn't.</summary>
public static class Nearest
{
    private const int ShortestPart = 3;

    /// <summary>
    /// The known name that differs by the fewest letters, dashes and case apart, or of which the other is a part; null when none is near.
    /// </summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        var wanted = Letters(name);
        return known.Select(one => (Name: one, Distance: Distance(wanted, Letters(one))))
            .Where(one => one.Distance <= Math.Max(1, Math.Min(wanted.Length, one.Name.Length) / 2))
            .OrderBy(static one => one.Distance).Select(static one => one.Name).FirstOrDefault();
    }

    /// <summary>The end of a sentence about a name that there isn't: the nearest, else all that there are.</summary>
    public static string Hint(string? name, params IReadOnlyCollection<string> known) =>
        Of(name ?? "", known) is { } near ? $"did you mean {near}?"
        : known.Count == 0 ? "there are none."
        : $"there are {string.Join(", ", known)}.";

    private static string Letters(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>How many letters were left out, added, changed or exchanged with their neighbour.</summary>
    private static int Distance(string one, string two)
    {
        // A part of the other is near, however much longer that one is. Very short ones are parts of everything.
        if (Math.Min(one.Length, two.Length) >= ShortestPart
            && (one.Contains(two, StringComparison.Ordinal) || two.Contains(one, StringComparison.Ordinal)))
        {
            return one.Length == two.Length ? 0 : 1;
        }

        var rows = new int[one.Length + 1, two.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= two.Length; j++)
            {
                rows[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + (one[i - 1] == two[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == two[j - 2] && one[i - 2] == two[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[one.Length, two.Length];
    }
}
