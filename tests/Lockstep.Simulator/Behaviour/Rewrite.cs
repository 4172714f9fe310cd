using System.Globalization;
using System.Text.Json.Nodes;

namespace Lockstep.Simulator.Behaviour;

/// <summary>What a system makes of a value before it keeps it.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Field">The field, with dots for what lies deeper.</param>
/// <param name="How"><c>trim</c>, <c>upper</c>, <c>lower</c>, <c>no-blanks</c>, <c>round:2</c>, <c>cut:20</c>, <c>text</c>, <c>number</c>,
/// <c>null-when-empty</c>.</param>
public sealed record Rewrite(string Kind, string Field, string How)
{
    /// <summary>Rewrites the field of a record, when it has it.</summary>
    public void Apply(JsonObject record)
    {
        var names = Field.Split('.');
        for (var depth = 0; depth < names.Length - 1; depth++)
        {
            if (record[names[depth]] is not JsonObject inner)
            {
                return;
            }

            record = inner;
        }

        if (record[names[^1]] is JsonValue value)
        {
            record[names[^1]] = Of(value);
        }
    }

    private JsonNode? Of(JsonValue value)
    {
        var text = value.ToString();
        return How.Split(':') switch
        {
            ["trim"] => text.Trim(),
            ["upper"] => text.ToUpperInvariant(),
            ["lower"] => text.ToLowerInvariant(),
            ["no-blanks"] => string.Concat(text.Where(static letter => !char.IsWhiteSpace(letter))),
            ["cut", var length] => text[..Math.Min(text.Length, int.Parse(length, CultureInfo.InvariantCulture))],
            ["round", var digits] => Number(text) is { } number
                ? Math.Round(number, int.Parse(digits, CultureInfo.InvariantCulture), MidpointRounding.AwayFromZero) : text,
            ["number"] => Number(text) is { } number ? number : text,
            ["text"] => text,
            ["null-when-empty"] => text.Length == 0 ? null : text,
            _ => throw new ArgumentException($"{How} is no way to rewrite a value.", nameof(value)),
        };
    }

    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
