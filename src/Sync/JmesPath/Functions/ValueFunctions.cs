using System.Globalization;
using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.JmesPath.Functions;

/// <summary>Functions of values of any kind.</summary>
internal static class ValueFunctions
{
    private const NumberStyles Json = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    public static readonly Function[] All =
    [
        Function.Of("type", "any", static call => Value.Of(TypeWords.Of(call[0]))),
        Function.Of("not_null", "any, any?...", static call => call.Given.FirstOrDefault(static one => one.Kind is not ValueKind.Null)),
        Function.Of("default", "any, any", static call => IsBlank(call[0]) ? call[1] : call[0]),
        Function.Of(
            "to_string", "any", static call => call[0].Kind is ValueKind.Text ? call[0] : Value.Of(ValueWriter.ToText(call[0], call.Run))),
        Function.Of("to_number", "any", ToNumber),
    ];

    private static bool IsBlank(in Value value) =>
        value.Kind is ValueKind.Null || (value.Kind is ValueKind.Text && string.IsNullOrWhiteSpace(value.Text));

    /// <summary>As JSON has numbers, whatever the language: null when it is none.</summary>
    private static Value ToNumber(Call call) => call[0].Kind switch
    {
        ValueKind.Number => call[0],
        ValueKind.Text when decimal.TryParse(call.Text(0), Json, CultureInfo.InvariantCulture, out var number) => Value.Of(number),
        _ => default,
    };
}
