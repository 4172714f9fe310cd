using System.Text;

namespace Lockstep.Runtime.Imports;

/// <summary>How cells are written. What a spreadsheet would take for a formula gets an apostrophe before it, which an import takes off again.</summary>
public static class CsvText
{
    private const string Separators = ",;\t";
    private const char Apostrophe = '\'';

    /// <summary>The separator that stands most often outside quotes in the first line.</summary>
    public static char FindSeparator(ReadOnlySpan<char> text)
    {
        Span<int> counts = stackalloc int[Separators.Length];
        var isQuoted = false;
        foreach (var letter in text.TrimStart("\r\n"))
        {
            if (letter is '\r' or '\n' && !isQuoted)
            {
                break;
            }

            isQuoted ^= letter is '"';
            var index = isQuoted ? -1 : Separators.IndexOf(letter, StringComparison.Ordinal);
            if (index >= 0)
            {
                counts[index]++;
            }
        }

        return Separators[counts.IndexOf(Math.Max(counts[0], Math.Max(counts[1], counts[2])))];
    }

    /// <summary>Takes off the apostrophe that <see cref="Append"/> puts before a formula; null for an empty cell.</summary>
    public static string? Restore(string cell) =>
        cell.Length == 0 ? null : cell[0] is Apostrophe && IsFormula(cell) ? cell[1..] : cell;

    /// <summary>Adds a cell: harmless, and in quotes when it needs them.</summary>
    public static void Append(StringBuilder line, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        var mark = IsFormula(text) ? "'" : "";
        if (text.AsSpan().IndexOfAny(",;\"\r\n\t") < 0)
        {
            line.Append(mark).Append(text);
            return;
        }

        line.Append('"').Append(mark).Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }

    /// <summary>
    /// A text with apostrophes of its own before the sign counts too: it gets one more, so that taking one off always gives the text back.
    /// </summary>
    private static bool IsFormula(string text)
    {
        var rest = text.AsSpan().TrimStart(Apostrophe);
        return rest.Length > 0 && rest[0] is '=' or '+' or '-' or '@' or '\t' or '\r';
    }
}
