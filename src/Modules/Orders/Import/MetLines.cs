using System.Collections;

namespace Lockstep.Orders.Import;

/// <summary>Which lines of an order an import has met, a bit each.</summary>
internal static class MetLines
{
    private const int BitsOfByte = 8;

    /// <summary>The bits of the lines that were there, and all of those that came behind them.</summary>
    public static byte[] Bytes(BitArray met, int lines)
    {
        var bits = new BitArray(lines, defaultValue: true);
        for (var line = 0; line < met.Length; line++)
        {
            bits[line] = met[line];
        }

        var bytes = new byte[(lines + BitsOfByte - 1) / BitsOfByte];
        bits.CopyTo(bytes, 0);
        return bytes;
    }
}
