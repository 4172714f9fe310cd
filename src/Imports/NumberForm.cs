using System.Text.RegularExpressions;

namespace Lockstep.Imports;

/// <summary>What one number of a file says of how the file writes numbers.</summary>
internal enum NumberSign
{
    /// <summary>Nothing: it has no sign that counts, or is no number.</summary>
    None,

    /// <summary>It has a point before its decimals, and nothing else can be meant.</summary>
    Point,

    /// <summary>It has a comma there.</summary>
    Comma,

    /// <summary>A point before three digits: 1.250 is a thousand, or a little more than one.</summary>
    EitherPoint,

    /// <summary>A comma before three digits.</summary>
    EitherComma,
}

/// <summary>
/// How a file writes numbers: with a point or a comma before the decimals, and the thousands apart by the other sign, a blank or an
/// apostrophe.
/// </summary>
internal static partial class NumberForm
{
    /// <summary>What a cell tells.</summary>
    public static NumberSign Read(string cell)
    {
        var text = cell.AsSpan().Trim();
        if (text.IndexOfAnyExceptInRange('0', '9') < 0)
        {
            return NumberSign.None;
        }

        var (isPoint, isComma) = (PointForm().IsMatch(text), CommaForm().IsMatch(text));
        return (isPoint, isComma) switch
        {
            (true, true) => text.Contains('.') ? NumberSign.EitherPoint : text.Contains(',') ? NumberSign.EitherComma : NumberSign.None,
            (true, false) => text.ContainsAny(",.") ? NumberSign.Point : NumberSign.None,
            (false, true) => NumberSign.Comma,
            _ => NumberSign.None,
        };
    }

    /// <summary>
    /// Whether a cell can be two numbers. In JSON and in a workbook, which have numbers of their own kind, nothing else tells of such a
    /// text which it is.
    /// </summary>
    public static bool IsOpen(string cell) => Read(cell) is NumberSign.EitherComma or NumberSign.EitherPoint;

    /// <summary>The number as Lockstep writes it, with a point and no thousands; null when the cell is written in another way.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="sign">What stands before decimals.</param>
    public static string? ToPlain(string cell, char sign)
    {
        var text = cell.Trim();
        if (text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0)
        {
            return text;
        }

        if (!(sign is ',' ? CommaForm() : PointForm()).IsMatch(text))
        {
            return null;
        }

        var digits = text.Where(letter => letter == sign || letter is '-' or '+' || char.IsAsciiDigit(letter) || letter is 'e' or 'E');
        return string.Concat(digits).Replace(',', '.');
    }

    [GeneratedRegex(
        """^[+-]?([0-9]+|[1-9][0-9]{0,2}([, \u00a0\u202f'’][0-9]{3})+)?((?<=[0-9])|(?=\.[0-9]))(\.[0-9]*)?([eE][+-]?[0-9]+)?\z""",
        RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex PointForm();

    [GeneratedRegex(
        """^[+-]?([0-9]+|[1-9][0-9]{0,2}([. \u00a0\u202f'’][0-9]{3})+)?((?<=[0-9])|(?=,[0-9]))(,[0-9]*)?\z""",
        RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex CommaForm();

    private static bool ContainsAny(this ReadOnlySpan<char> text, string letters) => text.IndexOfAny(letters) >= 0;
}
