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
        var entered = await CountAsync(reader, edition, "customer_facts", "is_gone = 0 and created_at", range.From, range.To);
        var first = await CountAsync(reader, edition, "buyers", "first_at", range.From, range.To);
        var lost = await CountAsync(
            reader, edition, "buyers", "last_at", range.StartOf(range.FirstDay - lostAfter),
            Math.Min(range.StartOf(range.EndDay - lostAfter), range.StartOf(today - lostAfter + 1)));
        var columns = ((long At, long Count)[][])[[.. entered], [.. first], [.. lost]];
        var counts = columns.Select((column, index) => column
            .GroupBy(one => Period.StartOf(period, range.DayOf(one.At) + (index == 2 ? lostAfter : 0)))
            .ToDictionary(static group => group.Key, static group => group.Sum(static one => one.Count))).ToList();
        var rows = Period.Of(period, range).Select(start => (object?[])
            [Period.NameOf(period, start), .. counts.Select(count => (object)count.GetValueOrDefault(start))]);
        return new ReportTable(
            [ReportColumn.Text(period), ReportColumn.Count("entered"), ReportColumn.Count("new"), ReportColumn.Count("lost")],
            [new ReportSeries(null, [.. rows])])
        {
            HoldsUntil = range.StartOf(today + 1),
        };
    }

    /// <summary>How many instants lie in each quarter of an hour.</summary>
    private static ValueTask<IReadOnlyList<(long At, long Count)>> CountAsync(
        IReader reader, long edition, string table, string condition, long from, long to)
    {
        var column = condition[(condition.LastIndexOf(' ') + 1)..];
        return reader.QueryAsync(
            $"""
            select {column} / {Slots.QuarterMs}, count(*) from {table}
            where edition = $1 and {condition} >= $2 and {column} < $3 group by {column} / {Slots.QuarterMs}
            """,
            static row => (row.Int64(0) * Slots.QuarterMs, row.Int64(1)), edition, from, to);
    }
}
