namespace Lockstep.Imports;

/// <summary>What the numbers of a file say of how it writes them.</summary>
internal sealed class NumberEvidence(FieldTable table)
{
    private readonly Dictionary<NumberSign, (long Row, string Cell, string Field)> _first = [];
    private readonly Dictionary<NumberSign, long> _counts = [];

    /// <summary>Whether there was no number with a sign so far.</summary>
    public bool IsEmpty => _first.Count == 0;

    /// <summary>Whether a row has a number whose sign matters.</summary>
    public static bool Has(FieldTable table, ImportRow row)
    {
        foreach (var field in table.Numbers)
        {
            if (row[field] is { } cell && NumberForm.Read(cell) is not NumberSign.None)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The row with its numbers as Lockstep writes them.</summary>
    /// <param name="table">Which fields hold numbers.</param>
    /// <param name="row">The row.</param>
    /// <param name="sign">What stands before decimals.</param>
    /// <param name="isGiven">Whether the caller says so: else a comma before three digits is left alone, and the row refused for
    /// it.</param>
    public static ImportRow Plain(FieldTable table, ImportRow row, char sign, bool isGiven)
    {
        string?[]? plain = null;
        foreach (var field in table.Numbers)
        {
            if (row.Fault is not null || row[field] is not { } cell)
            {
                continue;
            }

            var number = sign is '.' && !isGiven && cell.Contains(',', StringComparison.Ordinal)
                && NumberForm.Read(cell) is NumberSign.EitherComma ? null : NumberForm.ToPlain(cell, sign);

            // Refused here: handed on as it stands it would be read with a point, and be another number.
            if (number is null && sign is ',')
            {
                return ImportRow.Refused(
                    row.Number, row.Line, $"{table.Name(field)}: Must be a number, with a comma before its decimals; "
                    + $"it is '{VerdictText.Shown(cell)}'.");
            }

            if (number is not null && !string.Equals(number, cell, StringComparison.Ordinal))
            {
                plain ??= [.. row.Values];
                plain[field] = number;
            }
        }

        return plain is null ? row : row with { Values = plain };
    }

    public void Add(ImportRow row)
    {
        foreach (var field in table.Numbers)
        {
            var sign = row[field] is { } cell ? NumberForm.Read(cell) : NumberSign.None;
            if (sign is not NumberSign.None)
            {
                _first.TryAdd(sign, (row.Number, row[field]!, table.Name(field)));
                _counts[sign] = _counts.GetValueOrDefault(sign) + 1;
            }
        }
    }

    /// <summary>
    /// What stands before decimals. Numbers that can be read in two ways are taken only where the others leave one; where a file has both
    /// kinds
    /// the many decide, and the few are refused row by row, for nobody can read them otherwise. Where commas separate cells it is a point.
    /// </summary>
    /// <exception cref="UnreadableException">It can't be told.</exception>
    public char Decide(string? separator)
    {
        var (points, commas) = (_counts.GetValueOrDefault(NumberSign.Point), _counts.GetValueOrDefault(NumberSign.Comma));
        if (separator is ",")
        {
            return commas > 0 && Has(NumberSign.EitherPoint) ? throw new UnreadableException("decimal", Unclear()) : '.';
        }

        var isMixed = (commas > 0 && Has(NumberSign.EitherPoint)) || (points > 0 && Has(NumberSign.EitherComma));
        var isOpen = points == 0 && commas == 0 && !IsEmpty;
        return isMixed || isOpen ? throw new UnreadableException("decimal", Unclear()) : commas > points ? ',' : '.';
    }

    private bool Has(NumberSign sign) => _first.ContainsKey(sign);

    private string Unclear()
    {
        var seen = _first.OrderByDescending(static one => one.Key).Take(2).Select(static one => one.Value)
            .Select(static one => $"{one.Field} '{VerdictText.Shown(one.Cell)}' in row {one.Row}");
        return $"How the file writes numbers can't be told: {string.Join(" and ", seen)}. "
            + "Say decimal=, when a comma stands before the decimals (1.250 is a thousand two hundred and fifty), "
            + "or decimal=. when a point does (1.250 is one and a quarter).";
    }
}
