using System.Globalization;
using System.Text;

namespace Lockstep.Runtime.Values;

/// <summary>What there is to see of letters.</summary>
public static class Letters
{
    /// <summary>Letters that have no shape and are not of the category of those (Unicode: Default_Ignorable_Code_Point).</summary>
    private static readonly (int First, int Last)[] Shapeless =
    [
        (0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0),
        (0xE0000, 0xE0FFF),
    ];

    /// <summary>Whether a letter shows nothing, not even a blank.</summary>
    public static bool IsInvisible(Rune letter) => Rune.GetUnicodeCategory(letter) is UnicodeCategory.Format
        || (letter.Value >= Shapeless[0].First && Array.Exists(Shapeless, one => letter.Value >= one.First && letter.Value <= one.Last));

    /// <summary>Whether there is nothing to see of a text.</summary>
    public static bool IsBlank(string? text) =>
        string.IsNullOrWhiteSpace(text) || text.EnumerateRunes().All(static letter => Rune.IsWhiteSpace(letter) || IsInvisible(letter));
}
