using System.Text;
using System.Text.Unicode;

namespace Lockstep.Support.Attachments;

/// <summary>What a file is, by its first bytes and not by what is said of it. Nothing of it is a type that a browser would run.</summary>
internal static class FileKind
{
    public const string Unknown = "application/octet-stream";
    private const string Text = "text/plain";
    private const string Webp = "image/webp";

    private static readonly (byte[] Start, string Type)[] Known =
    [
        ([0x89, .. "PNG\r\n\x1a\n"u8], "image/png"),
        ([0xFF, 0xD8, 0xFF], "image/jpeg"),
        ([.. "GIF87a"u8], "image/gif"),
        ([.. "GIF89a"u8], "image/gif"),
        ([.. "%PDF-"u8], "application/pdf"),
        ([.. "PK\x03\x04"u8], "application/zip"),
        ([0x1F, 0x8B, 0x08], "application/gzip"),
    ];

    /// <summary>All that there are.</summary>
    public static string[] All { get; } = [Unknown, Text, Webp, .. Known.Select(static one => one.Type).Distinct(StringComparer.Ordinal)];

    /// <summary>The media type. Text of any kind, HTML and SVG too, is plain text.</summary>
    public static string Of(ReadOnlySpan<byte> content)
    {
        foreach (var (start, type) in Known)
        {
            if (content.StartsWith(start))
            {
                return type;
            }
        }

        var isWebp = content.Length > 12 && content.StartsWith("RIFF"u8) && content[8..].StartsWith("WEBP"u8);
        return isWebp ? Webp : IsText(content) ? Text : Unknown;
    }

    private static bool IsText(ReadOnlySpan<byte> content)
    {
        if (!Utf8.IsValid(content))
        {
            return false;
        }

        foreach (var letter in content)
        {
            if (letter is < 0x20 and not ((byte)'\t' or (byte)'\r' or (byte)'\n') or 0x7F)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The media type as a header says it.</summary>
    public static string Header(string type) => type is Text ? $"{Text}; charset={Encoding.UTF8.WebName}" : type;
}
