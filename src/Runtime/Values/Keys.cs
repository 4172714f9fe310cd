using System.Text;

namespace Lockstep.Runtime.Values;

/// <summary>
/// The one reader of what records are known by: SKUs, e-mail addresses, ids in other systems and the names of those. What nobody sees makes
/// no difference: blanks around it, byte order marks, letters without a shape or that only turn the direction, and of how many code points
/// a letter is made.
/// </summary>
public static class Keys
{
    /// <summary>A text as it is kept. Control letters stay in it, and are refused.</summary>
    public static string? Clean(string? text)
    {
        if (text is null || (Ascii.IsValid(text) && (text.Length == 0 || (text[0] > ' ' && text[^1] > ' '))))
        {
            return text;
        }

        var seen = new StringBuilder(text.Length);
        foreach (var letter in text.EnumerateRunes())
        {
            if (!Letters.IsInvisible(letter))
            {
                seen.Append(letter);
            }
        }

        return seen.ToString().Trim();
    }

    /// <summary>The form in which all spellings of one are equal, in any case.</summary>
    public static string? Fold(string? text) => TextRules.Fold(Clean(text));
}
