using System.Text.Json;

namespace Lockstep.Reports.Asking;

/// <summary>What a report says: columns, and rows for each currency, for amounts of different currencies are never added.</summary>
/// <param name="Columns">The columns of every row.</param>
/// <param name="Series">One for each currency, in the order of the alphabet; a single one without a currency where there are no
/// amounts.</param>
/// <param name="Truncated">Whether there are more rows than were asked for, or than a report may have.</param>
internal sealed record ReportTable(IReadOnlyList<ReportColumn> Columns, IReadOnlyList<ReportSeries> Series, bool Truncated = false)
{
    /// <summary>A table without amounts.</summary>
    public static ReportTable Plain(IReadOnlyList<ReportColumn> columns, IReadOnlyList<object?[]> rows, bool truncated = false) =>
        new(columns, [new ReportSeries(null, rows)], truncated);
}

/// <summary>Rows of one currency.</summary>
/// <param name="Currency">ISO 4217 code; null where there are no amounts.</param>
/// <param name="Rows">A value for each column: text, whole number, decimal, instant or null.</param>
internal sealed record ReportSeries(string? Currency, IReadOnlyList<object?[]> Rows);

/// <summary>A column.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Type"><c>text</c>, <c>count</c>, <c>money</c>, <c>number</c> or <c>instant</c>.</param>
internal sealed record ReportColumn(string Name, string Type)
{
    public static ReportColumn Text(string name) => new(name, "text");

    public static ReportColumn Count(string name) => new(name, "count");

    public static ReportColumn Money(string name) => new(name, "money");

    public static ReportColumn Number(string name) => new(name, "number");

    public static ReportColumn Instant(string name) => new(name, "instant");
}

/// <summary>A report as the API answers it.</summary>
/// <param name="Report">Its name.</param>
/// <param name="From">The first day.</param>
/// <param name="To">The first day behind.</param>
/// <param name="Zone">The zone whose days they are.</param>
/// <param name="Columns">The columns of every row.</param>
/// <param name="Series">The rows, by currency.</param>
/// <param name="Truncated">Whether there are more rows than these.</param>
internal sealed record ReportDocument(
    string Report, DateOnly From, DateOnly To, string Zone, IReadOnlyList<ReportColumn> Columns, IReadOnlyList<SeriesDocument> Series,
    bool Truncated);

/// <summary>The rows of one currency.</summary>
/// <param name="Currency">ISO 4217 code; null where there are no amounts.</param>
/// <param name="Rows">A value for each column.</param>
internal sealed record SeriesDocument(string? Currency, IReadOnlyList<IReadOnlyList<JsonElement>> Rows);
