using System.Globalization;
using System.Text;

namespace Lockstep.Bench.Results;

/// <summary>All rows as one table, aligned for a terminal and valid Markdown for docs/performance.md.</summary>
internal sealed class Report
{
    private static readonly string[] Heads = ["bench", "value", "baseline", "ratio", "spread", "target", "verdict"];
    private readonly List<string[]> _lines = [];

    public void Add(Row row) => _lines.Add(
    [
        row.Bench,
        Figure(row.Value, row.Unit),
        Figure(row.Baseline, row.Unit),
        Ratio(row.Ratio),
        $"{Ratio(row.RatioMin)}–{Ratio(row.RatioMax)}",
        row.Target?.Text ?? "",
        row.Verdict,
    ]);

    public void AddNotAvailable(string bench, string reason) => _lines.Add([bench, $"not available: {reason}", "", "", "", "", ""]);

    public override string ToString()
    {
        var widths = Heads.Select(
            (head, column) => Math.Max(head.Length, _lines.Where(IsFull).Select(line => line[column].Length).DefaultIfEmpty().Max()));
        var layout = widths.ToArray();
        var text = new StringBuilder();
        Write(text, Heads, layout);
        Write(text, [.. layout.Select(width => new string('-', width))], layout);
        _lines.ForEach(line => Write(text, line, layout));
        return text.ToString();
    }

    /// <summary>The reason why a figure is missing may be long: it does not widen the column of the figures.</summary>
    private static bool IsFull(string[] line) => line[2].Length > 0;

    private static void Write(StringBuilder text, string[] cells, int[] widths)
    {
        for (var column = 0; column < cells.Length; column++)
        {
            var cell = column == 0 ? cells[column].PadRight(widths[column]) : cells[column].PadLeft(widths[column]);
            text.Append("| ").Append(cell).Append(' ');
        }

        text.AppendLine("|");
    }

    private static string Figure(double figure, string unit)
    {
        var format = figure >= 100 ? "#,##0" : figure >= 10 ? "0.0" : "0.00";
        return figure.ToString(format, CultureInfo.InvariantCulture) + " " + unit;
    }

    private static string Ratio(double ratio) => ratio.ToString("0.00", CultureInfo.InvariantCulture);
}
