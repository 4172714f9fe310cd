using Lockstep.Runtime.Http;

namespace Lockstep.Imports;

/// <summary>How cells of files are read.</summary>
internal static class CsvText
{
    private const char Apostrophe = '\'';

    /// <summary>Takes off the apostrophe that <see cref="CsvLines"/> puts before a formula; null for an empty cell.</summary>
    public static string? Restore(string cell) =>
        cell.Length == 0 ? null : cell[0] is Apostrophe && CsvLines.IsFormula(cell) ? cell[1..] : cell;
}
