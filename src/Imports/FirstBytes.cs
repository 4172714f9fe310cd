using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Lockstep.Imports;

/// <summary>What a file is by its first bytes, whatever it is called.</summary>
internal enum FileKind
{
    /// <summary>Letters in some encoding.</summary>
    Text,

    /// <summary>A gzip archive.</summary>
    Gzip,

    /// <summary>A ZIP archive; an Excel workbook is one.</summary>
    Zip,

    /// <summary>A workbook of Excel before 2007, or another document of that time.</summary>
    OldOffice,

    /// <summary>Something else that is no text.</summary>
    Other,
}

/// <summary>Looks at the beginning of a file without taking it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="First">The first bytes.</param>
internal sealed record FirstBytes(FileKind Kind, byte[] First)
{
    private const int Least = 16;
    private const int Most = 1_024;
    private const int PairsLeast = 4;

    public static async ValueTask<FirstBytes> PeekAsync(PipeReader pipe, CancellationToken ct)
    {
        var result = await pipe.ReadAtLeastAsync(Least, ct);
        var first = result.Buffer.Slice(0, Math.Min(Most, result.Buffer.Length)).ToArray();

        // Neither consumed nor examined: whoever reads next gets the file from its first byte, and does not wait for more to come.
        pipe.AdvanceTo(result.Buffer.Start);
        return new FirstBytes(KindOf(first), first);
    }

    /// <summary>UTF-16 without a mark: every second byte of what is mostly ASCII is 0. Null when it is not.</summary>
    public Encoding? Utf16
    {
        get
        {
            var pairs = First.Length / 2;
            var (even, odd) = (Enumerable.Range(0, pairs).Count(pair => First[2 * pair] == 0), Enumerable.Range(0, pairs).Count(pair =>
                First[(2 * pair) + 1] == 0));
            return pairs < PairsLeast ? null : 2 * odd > pairs && even == 0 ? Encodings.Utf16 : 2 * even > pairs && odd == 0
                ? Encodings.Utf16BigEndian : null;
        }
    }

    /// <summary>The first letter that is no blank; 0 when there is none.</summary>
    public byte Letter => First.AsSpan().TrimStart((byte[])[0xEF, 0xBB, 0xBF]).TrimStart(" \t\r\n"u8) is [var letter, ..] ? letter
        : (byte)0;

    private static FileKind KindOf(ReadOnlySpan<byte> first) => first switch
    {
        [0x1F, 0x8B, ..] => FileKind.Gzip,
        [(byte)'P', (byte)'K', 3 or 5 or 7, ..] => FileKind.Zip,
        [0xD0, 0xCF, 0x11, 0xE0, ..] => FileKind.OldOffice,
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] or [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => FileKind.Other,
        _ => IsText(first) ? FileKind.Text : FileKind.Other,
    };

    /// <summary>Zeros may be letters of UTF-16; other control letters are few in any text.</summary>
    private static bool IsText(ReadOnlySpan<byte> first)
    {
        var odd = 0;
        foreach (var letter in first)
        {
            odd += letter is > 0 and < (byte)' ' and not ((byte)'\t' or (byte)'\r' or (byte)'\n' or 0x0C) ? 1 : 0;
        }

        return odd * 10 <= first.Length || first.StartsWith((byte[])[0xFF, 0xFE]) || first.StartsWith((byte[])[0xFE, 0xFF]);
    }
}
