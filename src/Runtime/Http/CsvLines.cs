using System.Buffers;
using System.Globalization;
using System.Text;

namespace Lockstep.Runtime.Http;

/// <summary>
/// Lines of a CSV file (RFC 4180, UTF-8, lines end in LF), cell by cell. Numbers and instants are written as JSON writes them. What a spreadsheet
/// would take for a formula gets an apostrophe before it, which an import takes off again.
/// </summary>
public sealed class CsvLines
{
    /// <summary>An instant as JSON writes it: RFC 3339 in UTC with milliseconds.</summary>
    private const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private const int NumberLengthMax = 64;
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",;\"\r\n\t");
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private bool _isInLine;

    /// <summary>What was written since the last <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    /// <summary>Forgets what was written and keeps its memory.</summary>
    public void Clear() => _bytes.ResetWrittenCount();

    /// <summary>A line that is written already, like the header; without its end.</summary>
    public CsvLines Line(string text)
    {
        Encoding.UTF8.GetBytes(text, _bytes);
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

        var mark = IsFormula(text) ? "'" : "";
        var written = text.AsSpan().IndexOfAny(Quoted) < 0
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
        return Format(number, default);
    }

    /// <summary>A cell with a decimal; empty for null.</summary>
    public CsvLines Add(decimal? number) => number is { } given ? Add(given) : Add((string?)null);

    /// <summary>A cell with an instant.</summary>
    public CsvLines Add(DateTimeOffset at)
    {
        Separate();
        return Format(at.UtcDateTime, InstantFormat);
    }

    /// <summary>Ends the line.</summary>
    public CsvLines End()
    {
        _bytes.Write("\n"u8);
        _isInLine = false;
        return this;
    }

    /// <summary>
    /// Whether a spreadsheet would run the text. One with apostrophes of its own before the sign counts too: it gets one more, so that taking
    /// one off always gives the text back.
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
            _bytes.Write(","u8);
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
