using Lockstep.Reports.Asking;
using Lockstep.Reports.Calendars;
using Lockstep.Reports.Facts;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Options;

namespace Lockstep.Reports.Figures;

/// <summary>
/// How many customers were entered, bought for the first time, and were lost, by time. One is lost on the day on which the last order that
/// counts
/// is so many days old; an order that comes later takes that back.
/// </summary>
internal sealed class CustomersReport(FactReader facts, IOptions<ReportOptions> options) : IReport
{
    private const int LostAfterMax = 3_650;

    public static ReportKind Kind { get; } = new(
        "customers",
        "New and lost customers by time",
        new QueryParameter("by", "What rows are made of: day, week or month; day by default") { Words = Period.All },
        new QueryParameter("lostAfter",
            "Days without an order after which a customer is lost; Reports__LostAfterDays by default") { Format = QueryParameter.Whole });

    ReportKind IReport.Kind => Kind;

    public async ValueTask<ReportTable?> RunAsync(ReportAsk ask, CancellationToken ct)
    {
        var period = ask.Word("by", Period.All);
        var lostAfter = ask.Query.Number("lostAfter", 1, LostAfterMax, options.Value.LostAfterDays, ask.Errors);
        if (!ask.Errors.None)
        {
            return null;
        }

        return await facts.AnswerAsync(
            Kind, ask, FactScope.All(FactVersions.Orders, FactVersions.Customers),
            (reader, edition) => CountAsync(reader, edition, ask, period, lostAfter), ct);
    }

    private static async ValueTask<ReportTable> CountAsync(IReader reader, long edition, ReportAsk ask, string period, long lostAfter)
    {
        var (range, today) = (ask.Range, ask.Range.DayOf(ask.Now));
        List<long> starts = [.. Period.Of(period, range)];
        var known = SpansOf(range, starts, 0, range.EndDay);
        var entered = await CountAsync(reader, edition, "customer_facts", "is_gone = 0 and created_at", known);
        var first = await CountAsync(reader, edition, "buyers", "first_at", known);
        var lost = await CountAsync(
            // Up to today and no further: who would be lost tomorrow may still buy.
            reader, edition, "buyers", "last_at", SpansOf(range, starts, lostAfter, Math.Min(range.EndDay, today + 1)));
        var rows = starts.Select((start, index) => (object?[])[Period.NameOf(period, start), entered[index], first[index], lost[index]]);
        return new ReportTable(
            [ReportColumn.Text(period), ReportColumn.Count("entered"), ReportColumn.Count("new"), ReportColumn.Count("lost")],
            [new ReportSeries(null, [.. rows])])
        {
            // Customers are lost as the day changes, without a fact that does.
            HoldsUntil = range.StartOf(today + 1),
        };
    }

    /// <summary>When each period begins and ends, so many days before; the first and the last are cut as the range is.</summary>
    private static List<(long From, long To)> SpansOf(DateRange range, IReadOnlyList<long> starts, long before, long endDay) =>
    [
        .. starts.Select((start, index) => (
            range.StartOf(Math.Min(Math.Max(start, range.FirstDay), endDay) - before),
            range.StartOf(Math.Min(index + 1 < starts.Count ? starts[index + 1] : range.EndDay, endDay) - before))),
    ];

    /// <summary>How many instants lie in each span: a walk of an index for each.</summary>
    private static async ValueTask<long[]> CountAsync(
        IReader reader, long edition, string table, string condition, IReadOnlyList<(long From, long To)> spans)
    {
        var column = condition[(condition.LastIndexOf(' ') + 1)..];
        var asked = spans.Select(static (span, index) => FormattableString.Invariant(
            $$"""{"place":{{index}},"since":{{span.From}},"until":{{span.To}}}"""));
        var counts = new long[spans.Count];
        foreach (var (place, count) in await reader.QueryAsync(
            $"""
            select place, (
              select count(*) from {table} where edition = $1 and {condition} >= given.since and {column} < given.until)
            from {reader.Dialect.Rows("$2", ["place", "since", "until"], [])}
            """,
            static row => (row.Int64(0), row.Int64(1)), edition, $"[{string.Join(',', asked)}]"))
        {
            counts[place] = count;
        }

        return counts;
    }
}
