using System.Text.Unicode;

namespace Lockstep.Runtime.Http.Files;

/// <summary>
/// What a file is by its own bytes, whatever it is called or said to be. What browsers would run (HTML, SVG, scripts) is text like any
/// other here, and goes out as plain text.
/// </summary>
public static class FileType
{
    /// <summary>Bytes of which nothing more is known.</summary>
    public const string Unknown = "application/octet-stream";

    /// <summary>Letters in UTF-8.</summary>
    public const string Text = "text/plain; charset=utf-8";

    private static readonly (byte[] Start, int At, string Type)[] Signatures =
    [
        ("%PDF-"u8.ToArray(), 0, "application/pdf"),
        ([0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n'], 0, "image/png"),
        ([0xFF, 0xD8, 0xFF], 0, "image/jpeg"),
        ("GIF87a"u8.ToArray(), 0, "image/gif"),
        ("GIF89a"u8.ToArray(), 0, "image/gif"),
        ("WEBP"u8.ToArray(), 8, "image/webp"),
        ("II*\0"u8.ToArray(), 0, "image/tiff"),
        ("MM\0*"u8.ToArray(), 0, "image/tiff"),
        ("ftypheic"u8.ToArray(), 4, "image/heic"),
        ("ftyp"u8.ToArray(), 4, "video/mp4"),
        ("OggS"u8.ToArray(), 0, "audio/ogg"),
        ("ID3"u8.ToArray(), 0, "audio/mpeg"),
        ("WAVE"u8.ToArray(), 8, "audio/wav"),
        ([.. "PK"u8, 3, 4], 0, "application/zip"),
        ([0x1F, 0x8B, 8], 0, "application/gzip"),
        ([.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], 0, "application/x-7z-compressed"),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], 0, "application/x-ole-storage"),
    ];

    /// <summary>All media types that there are, without what stands behind them.</summary>
    public static string[] All { get; } =
        [Unknown, Text.Split(';')[0], .. Signatures.Select(static one => one.Type).Distinct(StringComparer.Ordinal)];

    /// <summary>The media type of a whole file.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        foreach (var (start, at, type) in Signatures)
        {
            if (bytes.Length >= at + start.Length && bytes[at..].StartsWith(start))
            {
                return type;
            }
        }

        return IsText(bytes) ? Text : Unknown;
    }

    /// <summary>Control letters but line breaks, tabs and page breaks are in no text.</summary>
    private static bool IsText(ReadOnlySpan<byte> bytes)
    {
        foreach (var letter in bytes)
        {
            if (letter is < (byte)' ' and not ((byte)'\t' or (byte)'\r' or (byte)'\n' or 0x0C) or 0x7F)
            {
                return false;
            }
        }

        return Utf8.IsValid(bytes);
    }
}
