using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Runtime.Custom;

/// <summary>
/// The order of the values of a custom field: as texts whose bytes are in the order of the values, so that one index, the same on each
/// store, serves numbers, days, instants, words and texts.
/// </summary>
public static class CustomOrder
{
    /// <summary>The types that have ranges.</summary>
    private static readonly string[] Ranged = ["number", "money", "date", "instant"];

    private const int KeyMax = 200;
    private const int WholeDigits = 29;
    private const char Above = '1';
    private const char Below = '0';

    /// <summary>Behind the digits of a number below zero: of two of them the one that goes on is the lower one.</summary>
    private const char End = '~';

    /// <summary>The place of a value among those of its field; of a text its first 200 characters, in any case.</summary>
    public static string KeyOf(JsonNode value) => value.GetValueKind() is JsonValueKind.Number
        ? KeyOf(NumberOf(value))
        : Shortened(TextRules.Fold(value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString())!);

    /// <summary>What a number among the values is.</summary>
    public static decimal NumberOf(JsonNode value) =>
        decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>The place of the bound of a range; null when it is none, which the errors say then.</summary>
    /// <param name="field">The field.</param>
    /// <param name="text">The bound as a query has it; one beyond the limits of the field is one too.</param>
    /// <param name="name">How the errors call it.</param>
    /// <param name="errors">Gets what is wrong.</param>
    public static string? BoundOf(CustomField field, string text, string name, Errors errors)
    {
        if (!Ranged.Contains(field.Type, StringComparer.Ordinal))
        {
            errors.Add(name, $"Goes with fields of the types {string.Join(", ", Ranged)}; {field.Name} is a {field.Type}.");
            return null;
        }

        // As with other lists, a day is the instant at which it begins.
        var given = field.Type is "instant" && Instant.ReadAsked(text) is { } at ? Instant.Write(at) : text;
        return CustomValue.Read(field with { Min = null, Max = null }, given, name, errors) is { } value ? KeyOf(value) : null;
    }

    private static string KeyOf(decimal number)
    {
        var parts = Math.Abs(number).ToString("0.############################", CultureInfo.InvariantCulture).Split('.');
        var digits = parts[0].PadLeft(WholeDigits, '0') + (parts.Length > 1 ? parts[1] : "");
        return number >= 0 ? Above + digits : $"{Below}{string.Concat(digits.Select(static digit => (char)('0' + '9' - digit)))}{End}";
    }

    /// <summary>Half a letter would be no text for the stores.</summary>
    private static string Shortened(string text) =>
        text.Length <= KeyMax ? text : text[..(char.IsHighSurrogate(text[KeyMax - 1]) ? KeyMax - 1 : KeyMax)];
}
