using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Lockstep.Runtime.Http;

/// <summary>
/// Lines of a CSV file (RFC 4180, UTF-8, lines end in LF), cell by cell. Numbers and instants are written as JSON writes them. What a
/// spreadsheet would take for a formula gets an apostrophe before it, which an import takes off again. All that as far as no other shape is
/// asked for.
/// </summary>
/// <param name="shape">How it is written.</param>
public sealed class CsvLines(CsvShape shape)
{
    /// <summary>An instant as JSON writes it: RFC 3339 in UTC with milliseconds.</summary>
    private const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>As a spreadsheet takes it for a time.</summary>
    private const string LocalFormat = "yyyy-MM-dd HH:mm:ss";

    private const int NumberLengthMax = 64;
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",;\"\r\n\t");
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private bool _isInLine;

    /// <summary>What was written since the last <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    /// <summary>Forgets what was written and keeps its memory.</summary>
    public void Clear() => _bytes.ResetWrittenCount();

    /// <summary>The first line, whose cells hold no commas and need no quotes.</summary>
    public CsvLines Header(string text)
    {
        _bytes.Write(shape.HasMark ? Encoding.UTF8.Preamble : []);
        Encoding.UTF8.GetBytes(text.Replace(',', shape.Separator), _bytes);
        return End();
    }

    /// <summary>A cell of text; empty for null.</summary>
    public CsvLines Add(string? text)
    {
        Separate();
        if (string.IsNullOrEmpty(text))
        {
            return this;
        }

        var mark = shape.EscapesFormulas && IsFormula(text) ? "'" : "";
        var written = text.AsSpan().IndexOfAny(Quoted) < 0 && !text.Contains(shape.Separator, StringComparison.Ordinal)
            ? mark + text
            : $"\"{mark}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        Encoding.UTF8.GetBytes(written, _bytes);
        return this;
    }

    /// <summary>A cell with a whole number.</summary>
    public CsvLines Add(long number)
    {
        Separate();
        return Format(number, default);
    }

    /// <summary>A cell with a whole number; empty for null.</summary>
    public CsvLines Add(long? number) => number is { } given ? Add(given) : Add((string?)null);

    /// <summary>A cell with a decimal, with as many digits as it has.</summary>
    public CsvLines Add(decimal number)
    {
        Separate();
        var before = _bytes.WrittenCount;
        Format(number, default);
        if (shape.Decimal is not '.')
        {
            MemoryMarshal.AsMemory(_bytes.WrittenMemory)[before..].Span.Replace((byte)'.', (byte)shape.Decimal);
        }

        return this;
    }

    /// <summary>A cell with a decimal; empty for null.</summary>
    public CsvLines Add(decimal? number) => number is { } given ? Add(given) : Add((string?)null);

    /// <summary>A cell with an instant.</summary>
    public CsvLines Add(DateTimeOffset at)
    {
        Separate();
        return shape.Zone is { } zone ? Format(TimeZoneInfo.ConvertTime(at, zone).DateTime, LocalFormat) : Format(at.UtcDateTime,
            InstantFormat);
    }

    /// <summary>Ends the line.</summary>
    public CsvLines End()
    {
        _bytes.Write("\n"u8);
        _isInLine = false;
        return this;
    }

    /// <summary>
    /// Whether a spreadsheet would run the text. One with apostrophes of its own before the sign counts too: it gets one more, so that
    /// taking one off always gives the text back.
    /// </summary>
    public static bool IsFormula(string text)
    {
        var rest = text.AsSpan().TrimStart('\'');
        return rest.Length > 0 && rest[0] is '=' or '+' or '-' or '@' or '\t' or '\r';
    }

    private void Separate()
    {
        if (_isInLine)
        {
            _bytes.Write([(byte)shape.Separator]);
        }

        _isInLine = true;
    }

    private CsvLines Format<T>(T value, ReadOnlySpan<char> format) where T : IUtf8SpanFormattable
    {
        value.TryFormat(_bytes.GetSpan(NumberLengthMax), out var length, format, CultureInfo.InvariantCulture);
        _bytes.Advance(length);
        return this;
    }
}
