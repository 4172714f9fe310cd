using System.Globalization;
using System.Text;

namespace Lockstep.Runtime.Values;

/// <summary>
/// Text from outside as it may be shown: a terminal does what control letters say, and letters that change the direction make a line read
/// otherwise than it is.
/// </summary>
public static class Printable
{
    /// <summary>The text with such letters written out, like <c>U+001B</c>.</summary>
    public static string Clean(string text)
    {
        if (!text.Any(IsHidden))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            _ = IsHidden(letter) ? clean.Append(CultureInfo.InvariantCulture, $"<U+{(int)letter:X4}>") : clean.Append(letter);
        }

        return clean.ToString();
    }

    private static bool IsHidden(char letter) =>
        char.IsControl(letter) || letter is '\ufffe' or '\uffff' || char.GetUnicodeCategory(letter) is UnicodeCategory.Format;
}
