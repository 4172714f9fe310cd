using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Runtime.Custom;

/// <summary>Reads a value of a custom field, by the one reader that there is for its type, whatever door it comes through.</summary>
public static class CustomValue
{
    /// <summary>The longest text, in characters.</summary>
    public const int TextMax = 500;

    private const string Day = "yyyy-MM-dd";

    /// <summary>The value in the form in which it is kept; null when it is none, which the errors say then.</summary>
    /// <param name="field">The field.</param>
    /// <param name="given">The value as JSON.</param>
    /// <param name="name">How the errors call it.</param>
    /// <param name="errors">Gets what is wrong.</param>
    public static JsonNode? Read(CustomField field, JsonNode given, string name, Errors errors)
    {
        var kind = given.GetValueKind();
        var fits = field.Type switch
        {
            "number" or "money" => kind is JsonValueKind.Number,
            "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            _ => kind is JsonValueKind.String,
        };
        if (fits)
        {
            return Read(field, kind is JsonValueKind.String ? given.GetValue<string>() : given.ToJsonString(), name, errors);
        }

        errors.Add(name, $"Must be {Expected(field)}.");
        return null;
    }

    /// <summary>The same of a cell of a file, or a word of a query.</summary>
    public static JsonNode? Read(CustomField field, string text, string name, Errors errors)
    {
        var value = field.Type is "text" ? Text(field, text, name, errors) : Parse(field, text);
        if (value is null && errors.ToDictionary().ContainsKey(name) is false)
        {
            errors.Add(name, $"Must be {Expected(field)}.");
        }

        return value;
    }

    /// <summary>What a valid value looks like, as the end of a sentence that starts with "Must be".</summary>
    public static string Expected(CustomField field) => field.Type switch
    {
        "number" => $"a number{Limits(field)}",
        "money" => $"an amount with at most four decimals{Limits(field)}",
        "date" => "a day like 2026-01-31",
        "instant" => "an instant with its offset like 2026-01-31T09:30:00Z",
        "boolean" => "true or false",
        "choice" => $"one of {string.Join(", ", field.Choices)}",
        _ => $"a text of {(long)(field.Min ?? 1)} to {(long)(field.Max ?? TextMax)} characters",
    };

    private static JsonNode? Parse(CustomField field, string text) => field.Type switch
    {
        "number" => Number(field, Numbers.Read(text)),
        "money" => Number(field, Numbers.Read(text) is { } amount && Money.IsPrice(Math.Abs(amount)) ? amount : null),
        "date" => DateOnly.TryParseExact(text.Trim(), Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day.ToString(Day, CultureInfo.InvariantCulture) : null,
        "instant" => Instant.ReadZoned(text.Trim()) is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
            CultureInfo.InvariantCulture) : null,
        "boolean" => text.Trim().ToLowerInvariant() switch { "true" or "yes" or "1" => true, "false" or "no" or "0" => false, _ =>
            null },
        "choice" => field.Choices.FirstOrDefault(choice => string.Equals(TextRules.Fold(choice), TextRules.Fold(text.Trim()),
            StringComparison.Ordinal)),
        _ => null,
    };

    private static JsonNode? Number(CustomField field, decimal? number) =>
        number is { } value && value >= (field.Min ?? decimal.MinValue) && value <= (field.Max ?? decimal.MaxValue)
            ? JsonNode.Parse(value.ToString("0.############################", CultureInfo.InvariantCulture))
            : null;

    private static JsonNode? Text(CustomField field, string text, string name, Errors errors)
    {
        TextRules.CheckRequired(errors, name, text, (int)(field.Max ?? TextMax), breaks: true);
        return text.Length >= (field.Min ?? 0) ? JsonValue.Create(text) : null;
    }

    private static string Limits(CustomField field) => (field.Min, field.Max) switch
    {
        (null, null) => "",
        ({ } min, null) => string.Create(CultureInfo.InvariantCulture, $", {min} or more"),
        (null, { } max) => string.Create(CultureInfo.InvariantCulture, $", {max} or less"),
        ({ } min, { } max) => string.Create(CultureInfo.InvariantCulture, $" from {min} to {max}"),
    };
}
