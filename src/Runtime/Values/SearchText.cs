using System.Globalization;
using System.Text;

namespace Lockstep.Runtime.Values;

/// <summary>
/// The form in which texts are searched, made alike of what is kept and of what is asked for. It drops what people leave out or type in
/// another way: case, accents, widths, letters with strokes, signs that nobody sees. Texts themselves are kept as they were given.
/// </summary>
/// <remarks>
/// A question is words, in any order, each found anywhere in a word of the text. An index by three letters does not know shorter parts, so
/// a mark that no text holds stands before each word, twice: with it one or two letters find the words that begin with them. Words that
/// begin within others (behind a sign, as in an e-mail address) and, in scripts that are written without blanks, the parts that begin at
/// any letter are written behind the text once more, two letters of each.
/// </remarks>
public static class SearchText
{
    /// <summary>Which form it is. Texts of a form before are made anew behind a start.</summary>
    public const int Form = 1;

    /// <summary>The most words of a question.</summary>
    public const int WordsMax = 10;

    private const string Start = "\u0001";
    private const int IndexedLength = 3;
    private const int PhoneDigitsMin = 3;
    private const string PhoneSigns = " +()-/.";

    private static readonly Dictionary<int, string> Plain = new()
    {
        ['ł'] = "l", ['ø'] = "o", ['đ'] = "d", ['ð'] = "d", ['þ'] = "th", ['æ'] = "ae", ['œ'] = "oe", ['ß'] = "ss", ['ı'] = "i",
        ['ħ'] = "h",
        ['ŧ'] = "t", ['ŋ'] = "n", ['ə'] = "e", ['ς'] = "σ", ['ى'] = "ي", ['ی'] = "ي", ['ک'] = "ك", ['ة'] = "ه", ['ـ'] = "",
        ['‘'] = "'", ['’'] = "'", ['ʼ'] = "'", ['ʹ'] = "'", ['′'] = "'", ['`'] = "'", ['´'] = "'",
        ['‐'] = "-", ['‑'] = "-", ['‒'] = "-", ['–'] = "-", ['—'] = "-", ['―'] = "-", ['−'] = "-",

        // Letters that nobody sees, and that Unicode does not count among the signs of format.
        [0x115F] = "", [0x1160] = "", [0x3164] = "", [0xFFA0] = "",
    };

    /// <summary>What is searched of a record.</summary>
    /// <param name="texts">The texts of its fields, and which are telephone numbers.</param>
    public static string Of(IEnumerable<(string Text, bool IsPhone)> texts)
    {
        var whole = new StringBuilder();
        var within = new List<string>();
        foreach (var (text, isPhone) in texts)
        {
            var words = Words(text);
            foreach (var word in words)
            {
                whole.Append(Start).Append(Start).Append(word);
                within.AddRange(StartsWithin(word));
            }

            if (isPhone && Digits(text) is { } digits && !words.Contains(digits, StringComparer.Ordinal))
            {
                whole.Append(Start).Append(Start).Append(digits);
            }
        }

        foreach (var start in within.Distinct(StringComparer.Ordinal))
        {
            whole.Append(Start).Append(Start).Append(start);
        }

        return whole.ToString();
    }

    /// <summary>The parts that a text must hold for a question: all of one of the alternatives. Null when nothing is asked for.</summary>
    public static IReadOnlyList<IReadOnlyList<string>>? Parts(string question)
    {
        var words = Words(question);
        if (words.Count == 0)
        {
            return null;
        }

        List<IReadOnlyList<string>> all = [[.. words.Select(Part).Distinct(StringComparer.Ordinal)]];

        // Numbers are written with blanks or without, at home with a zero before them, abroad with the country's prefix.
        var digits = question.All(static letter => char.IsAsciiDigit(letter) || PhoneSigns.Contains(letter, StringComparison.Ordinal))
            ? Digits(question)?.TrimStart('0')
            : null;
        if (digits is { Length: >= PhoneDigitsMin } && !all[0].SequenceEqual([digits], StringComparer.Ordinal))
        {
            all.Add([digits]);
        }

        return all;
    }

    /// <summary>Whether a search text (<see cref="Of"/>) holds all parts of one of the alternatives.</summary>
    public static bool Holds(string search, IReadOnlyList<IReadOnlyList<string>> alternatives) =>
        alternatives.Any(parts => parts.All(part => search.Contains(part, StringComparison.Ordinal)));

    /// <summary>The words of a text in their plain form.</summary>
    public static IReadOnlyList<string> Words(string text) => Fold(text).Split(default(char[]), StringSplitOptions.RemoveEmptyEntries);

    private static string Part(string word) => word.EnumerateRunes().Count() switch
    {
        1 => Start + Start + word,
        < IndexedLength => Start + word,
        _ => word,
    };

    private static string? Digits(string text)
    {
        var digits = string.Concat(text.Replace("(0)", "", StringComparison.Ordinal).Where(char.IsAsciiDigit));
        return digits.Length >= PhoneDigitsMin ? digits : null;
    }

    /// <summary>Two letters from where a word begins within a longer one.</summary>
    private static IEnumerable<string> StartsWithin(string word)
    {
        var letters = word.EnumerateRunes().ToArray();
        for (var index = 1; index < letters.Length; index++)
        {
            if (Rune.IsLetterOrDigit(letters[index]) && (!Rune.IsLetterOrDigit(letters[index - 1]) || HasNoBlanks(letters[index].Value)))
            {
                yield return string.Concat(letters[index..Math.Min(index + 2, letters.Length)]);
            }
        }
    }

    /// <summary>Chinese, Japanese, Korean, Thai, Lao, Tibetan, Burmese, Khmer and their neighbours.</summary>
    private static bool HasNoBlanks(int letter) =>
        letter is (>= 0x0E00 and <= 0x109F) or (>= 0x1780 and <= 0x17FF) or (>= 0x2E80 and <= 0xD7AF) or (>= 0xF900 and <= 0xFAFF)
            or >= 0x20000;

    private static string Fold(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.ToLowerInvariant().Replace('`', '\'');
        }

        var plain = new StringBuilder(text.Length);
        foreach (var letter in TextRules.Normalize(text.Replace('´', '\''), NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(letter)
                is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format))
            {
                var small = Rune.ToLowerInvariant(letter);
                plain.Append(
                    Plain.TryGetValue(small.Value, out var other) ? other
                    : Rune.GetUnicodeCategory(small) is UnicodeCategory.DecimalDigitNumber
                        ? ((int)Rune.GetNumericValue(small)).ToString(CultureInfo.InvariantCulture)
                        : small.ToString());
            }
        }

        // Together again: the syllables of Korean came apart.
        return TextRules.Normalize(plain.ToString(), NormalizationForm.FormC);
    }
}
