using Lockstep.Runtime.Http;

namespace Lockstep.Imports;

/// <summary>How cells of files are read.</summary>
internal static class CsvText
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

    /// <summary>Takes off the apostrophe that <see cref="CsvLines"/> puts before a formula; null for an empty cell.</summary>
    public static string? Restore(string cell) =>
        cell.Length == 0 ? null : cell[0] is Apostrophe && CsvLines.IsFormula(cell) ? cell[1..] : cell;
}
