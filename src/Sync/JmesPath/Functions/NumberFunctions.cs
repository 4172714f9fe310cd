using System.Globalization;
using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.JmesPath.Functions;

/// <summary>Functions of numbers, which are decimals: what is written as 0.1 is 0.1.</summary>
internal static class NumberFunctions
{
    private const int DigitsMax = 28;

    public static readonly Function[] All =
    [
        Function.Of("abs", "number", static call => Value.Of(Math.Abs(call.Number(0)))),
        Function.Of("avg", "numbers", static call => call[0].Count == 0 ? default : Value.Of(Sum(call) / call[0].Count)),
        Function.Of("ceil", "number", static call => Value.Of(decimal.Ceiling(call.Number(0)))),
        Function.Of("floor", "number", static call => Value.Of(decimal.Floor(call.Number(0)))),
        Function.Of("sum", "numbers", static call => Value.Of(Sum(call))),
        Function.Of("add", "number, number...", static call => Fold(call, static (left, right) => left + right)),
        Function.Of("subtract", "number, number", static call => Fold(call, static (left, right) => left - right)),
        Function.Of("multiply", "number, number...", static call => Fold(call, static (left, right) => left * right)),
        Function.Of("divide", "number, number", static call => Fold(call, static (left, right) => left / right)),
        Function.Of("round", "number, number?", static call => Round(call, MidpointRounding.AwayFromZero)),
        Function.Of("round_half_even", "number, number?", static call => Round(call, MidpointRounding.ToEven)),
        Function.Of("format_number", "number, number, string?, string?", Format),
        Function.Of("parse_number", "string, string, string?", Parse),
    ];

    private static decimal Sum(Call call)
    {
        var sum = 0m;
        foreach (var item in call[0].Items())
        {
            sum += item.Number;
        }

        return sum;
    }

    private static Value Fold(Call call, Func<decimal, decimal, decimal> apply) =>
        Value.Of(call.Given.Skip(1).Aggregate(call.Number(0), (left, right) => apply(left, right.Number)));

    private static Value Round(Call call, MidpointRounding rule) =>
        Value.Of(decimal.Round(call.Number(0), call.Count > 1 ? call.Whole(1, 0, DigitsMax) : 0, rule));

    /// <summary>A text with a fixed number of digits behind the point.</summary>
    private static Value Format(Call call)
    {
        var digits = call.Whole(1, 0, DigitsMax);
        var format = new NumberFormatInfo
        {
            NumberDecimalSeparator = Separator(call, 2) ?? ".", NumberGroupSeparator = call.TextOrNull(3) ?? "",
        };
        return call.Made(decimal.Round(call.Number(0), digits, MidpointRounding.AwayFromZero)
            .ToString(FormattableString.Invariant($"N{digits}"), format));
    }

    /// <summary>
    /// A number of a text whose separators are said: nothing in <c>1.234</c> tells which it is. Null when it is no number.
    /// </summary>
    private static Value Parse(Call call)
    {
        var group = call.TextOrNull(2);
        var format = new NumberFormatInfo { NumberDecimalSeparator = Separator(call, 1)!, NumberGroupSeparator = group ?? "" };
        if (string.Equals(format.NumberDecimalSeparator, group, StringComparison.Ordinal))
        {
            throw Call.Wrong("parse_number() was given the same separator twice");
        }

        var style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite
            | NumberStyles.AllowTrailingWhite | (group is null or "" ? NumberStyles.None : NumberStyles.AllowThousands);
        return decimal.TryParse(call.Text(0), style, format, out var number) ? Value.Of(number) : default;
    }

    private static string? Separator(Call call, int index) => call.TextOrNull(index) is ""
        ? throw Call.Wrong("the separator of decimals is empty")
        : call.TextOrNull(index);
}
