using System.Text.RegularExpressions;

namespace Lockstep.Imports;

/// <summary>Finds out what stands between the cells of a file.</summary>
internal static partial class CsvSeparators
{
    /// <summary>How many records are looked at where the header could mean more than one thing.</summary>
    public const int RecordsMax = 10;

    private const string Candidates = ",;\t|";
    private static readonly Dictionary<string, char> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["comma"] = ',', ["semicolon"] = ';', ["tab"] = '\t', ["\\t"] = '\t', ["pipe"] = '|',
    };

    /// <summary>The separator that a caller names, as a word or as itself; null when it can be none.</summary>
    public static char? Parse(string text) => Words.TryGetValue(text, out var word) ? word
        : text.Length == 1 && text[0] is var sign && (sign is '\t' || (!char.IsLetterOrDigit(sign) && !char.IsControl(sign)
            && sign is not ('"' or ' ' or '\'' or '.')))
            ? sign
            : null;

    /// <summary>The separator as people call it.</summary>
    public static string Name(char separator) => separator is '\t' ? "tab" : separator.ToString();

    /// <summary>
    /// The separator that a first line like <c>sep=;</c> names, as Excel writes it, and the length of that line; null when there is none.
    /// </summary>
    public static (char Separator, int Length)? Named(ReadOnlySpan<char> text)
    {
        foreach (var line in FirstLine().EnumerateMatches(text))
        {
            var at = text.IndexOf('=') + 1;
            return (text[at], line.Length);
        }

        return null;
    }

    /// <summary>Whether the header alone tells.</summary>
    public static bool IsClear(ReadOnlySpan<char> text)
    {
        var known = 0;
        foreach (var candidate in Candidates)
        {
            known += Fields(text, candidate, 1) is [> 1] ? 1 : 0;
        }

        return known <= 1;
    }

    /// <summary>The separator under which the first rows agree with the header; among those the one with the most columns.</summary>
    public static char Find(ReadOnlySpan<char> text)
    {
        var (best, most) = (Candidates[0], (Agreeing: -1, Columns: 1));
        foreach (var candidate in Candidates)
        {
            var fields = Fields(text, candidate, RecordsMax + 1);
            if (fields.Count == 0 || fields[0] < 2)
            {
                continue;
            }

            var found = (Agreeing: fields.Skip(1).Count(count => count == fields[0]), Columns: fields[0]);
            if (found.CompareTo(most) > 0)
            {
                (best, most) = (candidate, found);
            }
        }

        return best;
    }

    /// <summary>How many cells the first records would have.</summary>
    private static List<int> Fields(ReadOnlySpan<char> text, char separator, int records)
    {
        var (counts, record) = (new List<int>(), new CsvRecord());
        var rest = text.TrimStart("\r\n");
        while (counts.Count < records && rest.Length > 0 && record.Read(rest, separator, ended: true) == CsvForm.Whole)
        {
            counts.Add(record.Count);
            rest = rest[record.Length..].TrimStart("\r\n");
        }

        return counts;
    }

    [GeneratedRegex("""^"?sep=[^\r\n]"?\r?\n""", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex FirstLine();
}
