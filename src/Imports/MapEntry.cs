namespace Lockstep.Imports;

/// <summary>One entry of a map: which header, or which headers together, are which field.</summary>
/// <param name="Header">All that stands before the sign.</param>
/// <param name="Parts">The same, cut at its plus signs.</param>
/// <param name="Field">What stands behind the sign; null when there is no sign.</param>
internal sealed record MapEntry(string Header, IReadOnlyList<string> Parts, string? Field)
{
    private const string Signs = ",+=\"\\";

    /// <summary>
    /// Reads a map like <c>CustomerID=externalId,First+Last=name</c>. A header with a plus or an equals sign stands in quotation marks,
    /// doubled inside, or has a backslash before the sign; so does one with a comma, though what has no equals sign can only be the
    /// beginning of a header with a comma, and is taken as that.
    /// </summary>
    public static IEnumerable<MapEntry> Read(string map)
    {
        var begun = new List<(char Letter, bool IsSign)>();
        foreach (var piece in Cut(Letters(map), ','))
        {
            begun.AddRange(piece);
            if (begun.Exists(static letter => letter is { Letter: '=', IsSign: true }))
            {
                yield return Of(begun);
                begun = [];
            }
            else if (Text(begun).Length > 0)
            {
                begun.Add((',', false));
            }
        }

        if (Text(begun).TrimEnd(',', ' ') is { Length: > 0 } rest)
        {
            yield return new MapEntry(rest, [rest], null);
        }
    }

    /// <summary>How a header is written in a map.</summary>
    public static string Written(string header) =>
        header.AsSpan().IndexOfAny(Signs) < 0 ? header : $"\"{header.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static MapEntry Of(List<(char Letter, bool IsSign)> entry)
    {
        var sign = entry.FindLastIndex(static letter => letter is { Letter: '=', IsSign: true });
        var header = sign < 0 ? entry : entry[..sign];
        return new MapEntry(Text(header), [.. Cut(header, '+').Select(Text)], sign < 0 ? null : Text(entry[(sign + 1)..]));
    }

    /// <summary>The letters that are meant, each with whether it may be a sign of the map.</summary>
    private static List<(char Letter, bool IsSign)> Letters(string map)
    {
        var (letters, isQuoted, isStart) = (new List<(char, bool)>(map.Length), false, true);
        for (var at = 0; at < map.Length; at++)
        {
            var (letter, next) = (map[at], at + 1 < map.Length ? map[at + 1] : '\0');
            if ((letter is '\\' && Signs.Contains(next, StringComparison.Ordinal)) || (letter is '"' && next is '"' && isQuoted))
            {
                letters.Add((next, false));
                at++;
            }
            else if (letter is '"' && (isQuoted || (isStart && map.IndexOf('"', at + 1) > 0)))
            {
                isQuoted = !isQuoted;
            }
            else
            {
                letters.Add((letter, !isQuoted));
            }

            isStart = !isQuoted && (letter is ',' or '+' || (isStart && letter is ' '));
        }

        return letters;
    }

    private static IEnumerable<List<(char Letter, bool IsSign)>> Cut(List<(char Letter, bool IsSign)> letters, char sign)
    {
        var begin = 0;
        while (letters.FindIndex(begin, letter => letter.IsSign && letter.Letter == sign) is >= 0 and var end)
        {
            yield return letters[begin..end];
            begin = end + 1;
        }

        yield return letters[begin..];
    }

    private static string Text(List<(char Letter, bool IsSign)> letters) => string.Concat(letters.Select(static letter =>
        letter.Letter)).Trim();
}
