using System.Text;

namespace Lockstep.Sync.JmesPath.Values;

/// <summary>Texts by code points, as JMESPath has them: neither by halves of surrogate pairs nor by a language.</summary>
internal sealed class CodePoints : IComparer<string>
{
    public static CodePoints Order { get; } = new();

    public static int Count(string text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }

    public static string Reverse(string text)
    {
        var reversed = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes().Reverse())
        {
            reversed.Append(rune);
        }

        return reversed.ToString();
    }

    /// <summary>UTF-16 has the supplementary planes below U+E000 to U+FFFF, where they do not belong.</summary>
    public int Compare(string? x, string? y)
    {
        var left = x.AsSpan();
        var right = y.AsSpan();
        var same = left.CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
        {
            return left.Length - right.Length;
        }

        return Weight(left[same]) - Weight(right[same]);
    }

    private static int Weight(char letter) => char.IsSurrogate(letter) ? letter + 0x10000 : letter;
}
