using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Lockstep.Runtime.Http;

namespace Lockstep.Reports.Asking;

/// <summary>Writes reports as JSON and as CSV.</summary>
internal static class ReportWriter
{
    private const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true };

    /// <summary>The JSON of <see cref="ReportDocument"/>.</summary>
    public static byte[] ToJson(IReport report, ReportAsk ask, ReportTable table) => table.JsonOf(told => Write(report, ask, told));

    private static byte[] Write(IReport report, ReportAsk ask, ReportTable table)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("report", report.Kind.Name);
            json.WriteString("from", DayOf(ask.Range.First));
            json.WriteString("to", DayOf(ask.Range.End));
            json.WriteString("zone", ask.Zone);
            WriteColumns(json, table.Columns);
            json.WriteStartArray("series");
            foreach (var series in table.Series)
            {
                WriteSeries(json, series);
            }

            json.WriteEndArray();
            json.WriteBoolean("truncated", table.Truncated);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A file: the currency where there are amounts, then the columns.</summary>
    public static byte[] ToCsv(ReportTable table, CsvShape shape)
    {
        var hasMoney = HasMoney(table);
        var names = table.Columns.Select(static column => column.Name);
        var lines = new CsvLines(shape).Header(string.Join(',', hasMoney ? names.Prepend("currency") : names));
        foreach (var series in table.Series)
        {
            foreach (var row in series.Rows)
            {
                if (hasMoney)
                {
                    lines.Add(series.Currency);
                }

                foreach (var value in row)
                {
                    Add(lines, value);
                }

                lines.End();
            }
        }

        return lines.Bytes.ToArray();
    }

    private static bool HasMoney(ReportTable table) => table.Columns.Any(static column => column.Type is "money");

    private static string DayOf(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static void WriteColumns(Utf8JsonWriter json, IReadOnlyList<ReportColumn> columns)
    {
        json.WriteStartArray("columns");
        foreach (var column in columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteString("type", column.Type);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSeries(Utf8JsonWriter json, ReportSeries series)
    {
        json.WriteStartObject();
        json.WriteString("currency", series.Currency);
        json.WriteStartArray("rows");
        foreach (var row in series.Rows)
        {
            json.WriteStartArray();
            foreach (var value in row)
            {
                Write(json, value);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case DateTimeOffset at:
                json.WriteStringValue(at.UtcDateTime.ToString(InstantFormat, CultureInfo.InvariantCulture));
                break;
            default:
                json.WriteStringValue((string)value);
                break;
        }
    }

    private static void Add(CsvLines lines, object? value)
    {
        switch (value)
        {
            case long number:
                lines.Add(number);
                break;
            case decimal number:
                lines.Add(number);
                break;
            case DateTimeOffset at:
                lines.Add(at);
                break;
            default:
                lines.Add((string?)value);
                break;
        }
    }
}
