using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Lockstep.Inventory.Products;

/// <summary>Makes a SKU from a product's name. The same name among the same SKUs always gives the same one.</summary>
internal static class SkuMaker
{
    // Leaves room for the number within the 64 characters of a SKU.
    private const int StemMax = 52;
    private const string Nameless = "PRODUCT";

    private static readonly FrozenDictionary<char, string> Spelled =
        ("АA БB ВV ГG ҐG ДD ЕE ЄYE ЖZH ЗZ ИI ІI КK ЛL МM НN ОO ПP РR СS ТT УU ФF ХKH ЦTS ЧCH ШSH ЩSHCH Ъ ЫY Ь ЭE ЮYU ЯYA " +
         "ßSS ÆAE ØO ŒOE ŁL ĐD ÐD ÞTH")
        .Split(' ').ToFrozenDictionary(pair => pair[0], pair => pair[1..]);

    /// <summary>The name in capital letters of ASCII and digits, with one hyphen for each run of anything else.</summary>
    public static string Stem(string name)
    {
        var stem = new StringBuilder();
        foreach (var letter in name.Normalize(NormalizationForm.FormKD).ToUpperInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                stem.Append(letter);
            }
            else if (Spelled.TryGetValue(letter, out var spelled))
            {
                stem.Append(spelled);
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark && stem is [.., not '-'])
            {
                stem.Append('-');
            }
        }

        var text = stem.ToString(0, Math.Min(stem.Length, StemMax)).TrimEnd('-');
        return text.Length == 0 ? Nameless : text;
    }

    /// <summary>
    /// The stem itself when it is free, else the stem with a number from 2 on. Doubles the number until one is free and halves the
    /// gap again, so that the ten-thousandth product of one name asks thirty times and not ten thousand times.
    /// </summary>
    public static async ValueTask<string> FreeAsync(string stem, Func<string, ValueTask<bool>> isTaken)
    {
        if (!await isTaken(stem))
        {
            return stem;
        }

        var (taken, free) = (1L, 2L);
        while (await isTaken(Numbered(stem, free)))
        {
            (taken, free) = (free, free * 2);
        }

        while (free - taken > 1)
        {
            var middle = (taken + free) / 2;
            (taken, free) = await isTaken(Numbered(stem, middle)) ? (middle, free) : (taken, middle);
        }

        return Numbered(stem, free);
    }

    private static string Numbered(string stem, long number) => string.Create(CultureInfo.InvariantCulture, $"{stem}-{number}");
}
