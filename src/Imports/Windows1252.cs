namespace Lockstep.Imports;

/// <summary>
/// Whether a text that was read as Windows-1252, because it is no UTF-8, is likely to be that: every row of bytes can be read so, but
/// Cyrillic or
/// Greek letters become words like <c>Èâàí</c>, and those of other tables signs in the middle of words.
/// </summary>
internal static class Windows1252
{
    private const string SignsInWords = "’‘\u00a0\u00ad·ªº°²³";

    /// <summary>What to say of a file that is not.</summary>
    public static string Unlikely(long line) =>
        $"The text is no UTF-8, and what line {line} would be in Windows-1252 makes no sense; "
        + "name the encoding, like charset=windows-1251.";

    /// <summary>Whether the text makes sense: words have their accents here and there, and no signs inside.</summary>
    public static bool IsLikely(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var end = at;
            while (end < text.Length && (char.IsLetter(text[end]) || IsSignInWord(text, end)))
            {
                end++;
            }

            if (!IsWord(text.AsSpan(at, end - at)))
            {
                return false;
            }

            at = end + 1;
        }

        return !text.Contains(Encodings.Broken, StringComparison.Ordinal);
    }

    private static bool IsSignInWord(string text, int at) => !char.IsAscii(text[at]) && at > 0 && at + 1 < text.Length
        && char.IsLetter(text[at - 1]) && char.IsLetter(text[at + 1]) && !SignsInWords.Contains(text[at], StringComparison.Ordinal);

    private static bool IsWord(ReadOnlySpan<char> word)
    {
        var (accents, isOdd) = (0, false);
        for (var at = 0; at < word.Length; at++)
        {
            var letter = word[at];
            accents += char.IsAscii(letter) ? 0 : 1;

            // A capital with an accent in the middle of a word in small letters, or no letter at all.
            isOdd |= !char.IsLetter(letter) || (!char.IsAscii(letter) && char.IsUpper(letter) && at > 0 && char.IsLower(word[at - 1]));
        }

        return !isOdd && (accents < 2 || accents < word.Length) && !word.ContainsThreeAccents();
    }

    private static bool ContainsThreeAccents(this ReadOnlySpan<char> word)
    {
        var run = 0;
        foreach (var letter in word)
        {
            run = char.IsAscii(letter) ? 0 : run + 1;
            if (run == 3)
            {
                return true;
            }
        }

        return false;
    }
}
