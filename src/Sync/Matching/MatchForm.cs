using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Runtime.Values;
using PhoneNumbers;

namespace Lockstep.Sync.Matching;

/// <summary>The form in which the spellings of a value are equal. Pure.</summary>
internal static class MatchForm
{
    /// <summary>What is longer identifies nobody, in characters.</summary>
    public const int TextMax = 300;

    private const string Extension = ";ext=";
    private static readonly PhoneNumberUtil Phones = PhoneNumberUtil.GetInstance();

    /// <summary>The form of a value; null when it says nothing, or is none of the kind.</summary>
    /// <param name="kind">How values are compared.</param>
    /// <param name="value">The value.</param>
    /// <param name="region">The country of telephone numbers that do not say one, for example <c>GB</c>; null for none.</param>
    public static string? Of(MatchKind kind, JsonNode? value, string? region)
    {
        if (TextOf(value) is not { } text)
        {
            return null;
        }

        return kind switch
        {
            MatchKind.Email => Email.IsValid(text) ? Email.Key(text) : null,
            MatchKind.Sku => Keys.Fold(text),
            MatchKind.Phone => PhoneOf(text, region),
            MatchKind.Name => NameOf(text),
            _ => text,
        };
    }

    /// <summary>Whether there is such a country of telephone numbers.</summary>
    public static bool IsRegion(string text) => Phones.GetSupportedRegions().Contains(text);

    /// <summary>What is asked of a system that compares in a way of its own: the value as it is, and its form.</summary>
    public static IEnumerable<string> Asked(MatchKind kind, JsonNode? value, string? region) =>
        // Of a name not the form: its words stand in another order there, by which no system finds it.
        new[] { TextOf(value), kind is MatchKind.Name ? null : Of(kind, value, region) }.OfType<string>().Distinct(StringComparer.Ordinal);

    private static string? TextOf(JsonNode? value)
    {
        var text = value?.GetValueKind() switch
        {
            JsonValueKind.String => Keys.Clean(value.GetValue<string>()),
            JsonValueKind.Number => value.ToJsonString(),
            _ => null,
        };
        return text?.Length is > 0 and <= TextMax ? text : null;
    }

    private static string? PhoneOf(string text, string? region)
    {
        try
        {
            var number = Phones.Parse(text, region);
            var form = Phones.IsPossibleNumber(number) ? Phones.Format(number, PhoneNumberFormat.E164) : null;
            return form is not null && number.Extension is { Length: > 0 } extension ? form + Extension + extension : form;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    /// <summary>The words of a name in one order, for people write the family name here and there first.</summary>
    private static string? NameOf(string text)
    {
        var words = new List<string>();
        foreach (var part in SearchText.Words(text))
        {
            var word = new StringBuilder();
            foreach (var letter in part.EnumerateRunes().Where(Rune.IsLetterOrDigit))
            {
                word.Append(letter);
            }

            if (word.Length > 0)
            {
                words.Add(word.ToString());
            }
        }

        words.Sort(StringComparer.Ordinal);
        return words.Count == 0 ? null : string.Join(' ', words);
    }
}
