using System.Globalization;

namespace Lockstep.Runtime.Values;

/// <summary>
/// The one reader of numbers as text: a point before the decimals, a sign and an exponent where there is one, and no thousands between.
/// </summary>
public static class Numbers
{
    private const NumberStyles Form = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>The number; null when the text is none, or is written in another way.</summary>
    public static decimal? Read(string? text) => decimal.TryParse(text, Form, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>
    /// The same number as a whole one, however it is written (<c>42.0</c>); null when it has a fraction or more than 64 bits.
    /// </summary>
    public static long? Whole(decimal? number) =>
        number is { } one && one == decimal.Truncate(one) && one is >= long.MinValue and <= long.MaxValue ? (long)one : null;

    /// <summary>An id of ours, as digits: 1 or more; null when the text is none.</summary>
    public static long? Id(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : null;
}
