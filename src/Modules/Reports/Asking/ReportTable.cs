using System.Text.Json;

namespace Lockstep.Reports.Asking;

/// <summary>What a report says: columns, and rows for each currency, for amounts of different currencies are never added.</summary>
/// <param name="Columns">The columns of every row.</param>
/// <param name="Series">One for each currency, in the order of the alphabet; a single one without a currency where there are no
/// amounts.</param>
/// <param name="Truncated">Whether there are more rows than were asked for, or than a report may have.</param>
internal sealed class ReportTable(IReadOnlyList<ReportColumn> columns, IReadOnlyList<ReportSeries> series, bool truncated = false)
{
    /// <summary>What a value takes in memory, its JSON included, what each letter of a text takes, and what a table takes besides:
    /// rather more
    /// than less.</summary>
    private const long ValueBytes = 64;

    private const long LetterBytes = 5;
    private const long OwnBytes = 1_000;
    private byte[]? _json;
    private IReadOnlyDictionary<long, long>? _numbers;

    public IReadOnlyList<ReportColumn> Columns => columns;

    public IReadOnlyList<ReportSeries> Series => series;

    public bool Truncated => truncated;

    /// <summary>Until when it holds if no fact changes, in milliseconds since 1970: some figures move on with the clock.</summary>
    public long HoldsUntil { get; init; } = long.MaxValue;

    /// <summary>The whole numbers of the second column by those of the first one, made once however often it is asked for.</summary>
    public IReadOnlyDictionary<long, long> Numbers =>
        _numbers ??= series[0].Rows.ToDictionary(static row => (long)row[0]!, static row => (long)row[1]!);

    /// <summary>About how many bytes of memory it takes.</summary>
    public long Bytes => OwnBytes + series.Sum(static one => one.Rows.Sum(static row => row.Sum(
        static value => ValueBytes + (value is string text ? LetterBytes * text.Length : 0))));

    /// <summary>A table without amounts.</summary>
    public static ReportTable Plain(IReadOnlyList<ReportColumn> columns, IReadOnlyList<object?[]> rows, bool truncated = false) =>
        new(columns, [new ReportSeries(null, rows)], truncated);

    /// <summary>Its JSON, which is written once however often it is asked for.</summary>
    public byte[] JsonOf(Func<ReportTable, byte[]> write) => _json ??= write(this);

    /// <summary>The same without the values that somebody may not see; itself when there are none.</summary>
    /// <param name="may">Whether whoever asks holds a permission.</param>
    public ReportTable For(Func<string, bool> may)
    {
        var hidden = columns.Select(column => column.Needs is { } permission && !may(permission)).ToArray();

        // A copy: this one is kept, and answers those who may see more.
        return hidden.Contains(true)
            ? new ReportTable(
                columns,
                [.. series.Select(one => one with { Rows = [.. one.Rows.Select(row => Without(row, hidden))] })], truncated)
            : this;
    }

    private static object?[] Without(object?[] row, bool[] hidden) => [.. row.Select((value, index) => hidden[index] ? null : value)];
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
    /// <summary>The permission without which its values stay empty, besides that for reports; null for none.</summary>
    public string? Needs { get; init; }

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
