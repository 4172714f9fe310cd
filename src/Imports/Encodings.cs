using System.Text;
using Lockstep.Runtime;

namespace Lockstep.Imports;

/// <summary>
/// The encodings of uploads. Bytes that mean nothing in one become <see cref="Broken"/>, so that their row can be refused.
/// </summary>
internal static class Encodings
{
    /// <summary>No text holds it by itself: it is not a character in Unicode.</summary>
    public const char Broken = '\uFFFF';

    public const string BrokenText =
        "Holds bytes that are no letters in the encoding of the file; save it as UTF-8, or name its charset with charset=.";

    public static Encoding Utf8 { get; } = Marking(Encoding.UTF8);

    /// <summary>What people call Latin-1 is this superset of it, which also has the euro sign and typographic quotes.</summary>
    public static Encoding Latin1 { get; } = Marking(CodePagesEncodingProvider.Instance.GetEncoding(1252)!);

    public static Encoding Utf16 { get; } = Marking(Encoding.Unicode);

    public static Encoding Utf16BigEndian { get; } = Marking(Encoding.BigEndianUnicode);

    /// <summary>The encoding of a charset name; null when there is none.</summary>
    public static Encoding? Find(string charset)
    {
        if (charset.ToLowerInvariant() is "iso-8859-1" or "latin1" or "us-ascii")
        {
            return Latin1;
        }

        try
        {
            return Marking(CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.GetEncoding(charset));
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static Encoding Marking(Encoding encoding)
    {
        // A copy, for those of the framework are everybody's and can't be changed.
        var marking = (Encoding)encoding.Clone();
        marking.DecoderFallback = new DecoderReplacementFallback(Broken.ToString());
        return marking;
    }
}
