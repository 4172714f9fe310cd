namespace Lockstep.Connectors.Sdk.Settings;

/// <summary>What somebody meant who wrote a name that there is not.</summary>
public static class Nearest
{
    /// <summary>The known name that differs least, when it differs little: at most a third of its letters; null otherwise.</summary>
    public static string? Of(string name, IReadOnlyList<string> known) => known
        .Select(one => (Name: one, Distance: Distance(name.ToUpperInvariant(), one.ToUpperInvariant())))
        .Where(one => one.Distance <= Math.Max(1, Math.Max(name.Length, one.Name.Length) / 3))
        .OrderBy(static one => one.Distance).Select(static one => one.Name).FirstOrDefault();

    /// <summary>The same as the end of a sentence: <c>; did you mean …?</c>, else what there is.</summary>
    public static string Hint(string name, IReadOnlyList<string> known) => Of(name, known) is { } near
        ? $"; did you mean {near}?" : $"; there are {string.Join(", ", known)}";

    /// <summary>How many letters must be put in, taken out, replaced or swapped with the next one.</summary>
    private static int Distance(string from, string to)
    {
        var costs = new int[from.Length + 1, to.Length + 1];
        for (var row = 0; row <= from.Length; row++)
        {
            for (var column = 0; column <= to.Length; column++)
            {
                costs[row, column] = row == 0 ? column : column == 0 ? row : Math.Min(
                    Math.Min(costs[row - 1, column], costs[row, column - 1]) + 1,
                    costs[row - 1, column - 1] + (from[row - 1] == to[column - 1] ? 0 : 1));
                if (row > 1 && column > 1 && from[row - 1] == to[column - 2] && from[row - 2] == to[column - 1])
                {
                    costs[row, column] = Math.Min(costs[row, column], costs[row - 2, column - 2] + 1);
                }
            }
        }

        return costs[from.Length, to.Length];
    }
}
