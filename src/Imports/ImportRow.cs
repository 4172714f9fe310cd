namespace Lockstep.Imports;

/// <summary>One row of an import as it was read.</summary>
/// <param name="Number">Data rows count from 1.</param>
/// <param name="Line">Where the row begins in the file; the file begins with line 1.</param>
/// <param name="Values">The value of each field of the table; null for an empty one.</param>
/// <param name="Fields">What the row speaks of.</param>
/// <param name="Fault">Why the row can't be read; null when it can.</param>
public sealed record ImportRow(long Number, long Line, IReadOnlyList<string?> Values, FieldSet Fields, string? Fault = null)
{
    private static readonly string?[] Nothing = new string?[FieldTable.Max];

    /// <summary>The value of a field; null when it is empty or not there.</summary>
    public string? this[int field] => Values[field];

    internal static ImportRow Refused(long number, long line, string fault) => new(number, line, Nothing, default, fault);
}
