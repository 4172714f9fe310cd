using System.Text;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Runtime.Values;

/// <summary>Rules for text fields, and the folded form that keys use. Text itself is kept exactly as it was given.</summary>
public static class TextRules
{
    private const char Noncharacter = '\ufffe';

    /// <summary>
    /// Checks an optional text: at most so many characters (Unicode code points), no control characters but line breaks and tabs.
    /// </summary>
    public static void Check(Errors errors, string field, string? text, int max, bool breaks = false)
    {
        if (text is null)
        {
            return;
        }

        if (text.Length > max && Length(text) > max)
        {
            errors.Add(field, $"Must have at most {max} characters; it has {Length(text)}.");
        }

        if (text.AsSpan().IndexOfAnyInRange('\0', '\u001f') < 0 && text.AsSpan().IndexOfAnyInRange('\u007f', '\u009f') < 0)
        {
            return;
        }

        foreach (var letter in text)
        {
            if (char.IsControl(letter) && !(breaks && letter is ('\t' or '\r' or '\n')))
            {
                errors.Add(field, $"Must not hold the control character U+{(int)letter:X4}.");
                return;
            }
        }
    }

    /// <summary>Checks a text that must be there and hold more than blanks.</summary>
    public static void CheckRequired(Errors errors, string field, string? text, int max, bool breaks = false)
    {
        if (Letters.IsBlank(text))
        {
            errors.Add(field, "Must be given and hold more than blanks.");
        }
        else
        {
            Check(errors, field, text, max, breaks);
        }
    }

    /// <summary>
    /// The form in which two spellings that differ in case only are equal: NFC, invariant lower case, one Greek small sigma.
    /// </summary>
    public static string? Fold(string? text)
    {
        if (text is null || Ascii.IsValid(text))
        {
            return text?.ToLowerInvariant();
        }

        // Compose twice: J with caron is two characters, but its lower case is one. The final sigma has no upper case of its own.
        return Normalize(Normalize(text, NormalizationForm.FormC).ToLowerInvariant().Replace('ς', 'σ'), NormalizationForm.FormC);
    }

    /// <summary>A form of Unicode. The framework refuses texts with the noncharacter U+FFFE, which composes with nothing.</summary>
    public static string Normalize(string text, NormalizationForm form) => text.Contains(Noncharacter, StringComparison.Ordinal)
        ? string.Join(Noncharacter, text.Split(Noncharacter).Select(part => part.Normalize(form)))
        : text.Normalize(form);

    private static int Length(string text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }
}
