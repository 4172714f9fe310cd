using Lockstep.Reports.Asking;
using Lockstep.Reports.Calendars;
using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Figures;

/// <summary>Of the customers who bought first in a month, how many bought in each month from then on.</summary>
internal sealed class CohortsReport(FactReader facts) : IReport
{
    private const int PageCustomers = 500;

    public static ReportKind Kind { get; } = new(
        "cohorts", "Of the customers who bought first in a month of the range, how many bought in each month from then on");

    ReportKind IReport.Kind => Kind;

    public async ValueTask<ReportTable?> RunAsync(ReportAsk ask, CancellationToken ct)
    {
        if (!ask.Errors.None)
        {
            return null;
        }

        var counts = new SortedDictionary<(long Cohort, long Month), long>();
        long after = 0;
        IReadOnlyList<(long Customer, long First, long Placed)> page;
        do
        {
            page = await facts.ReadAsync((reader, edition) => PageAsync(reader, edition, ask.Range, after), ct);
            foreach (var key in page.Select(one => (
                one.Customer, Cohort: Period.StartOf(Period.Month, ask.Range.DayOf(one.First)),
                Month: Period.StartOf(Period.Month, ask.Range.DayOf(one.Placed)))).Distinct())
            {
                var cell = (key.Cohort, key.Month);
                counts[cell] = counts.GetValueOrDefault(cell) + 1;
            }

            after = page.Count > 0 ? page[^1].Customer : 0;
        }
        while (page.Count > 0);

        return ReportTable.Plain(
            [
                ReportColumn.Text("cohort"), ReportColumn.Text("month"), ReportColumn.Count("monthsLater"), ReportColumn.Count("customers"),
                ReportColumn.Count("active"),
            ],
            [
                .. counts.Select(one => (object?[])
                [
                    Period.NameOf(Period.Month, one.Key.Cohort), Period.NameOf(Period.Month, one.Key.Month),
                    MonthsBetween(one.Key.Cohort, one.Key.Month), counts[(one.Key.Cohort, one.Key.Cohort)], one.Value,
                ]),
            ]);
    }

    private static long MonthsBetween(long one, long other) => Facts.Slots.MonthOf(other) - Facts.Slots.MonthOf(one);

    private static ValueTask<IReadOnlyList<(long Customer, long First, long Placed)>> PageAsync(
        IReader reader, long edition, DateRange range, long after) => reader.QueryAsync(
        """
        select b.customer_id, b.first_at, o.placed_at from (
          select customer_id, first_at from buyers where edition = $1 and customer_id > $2 and first_at >= $3 and first_at < $4
          order by customer_id limit $5) as b
        join order_facts o on o.edition = $1 and o.customer_id = b.customer_id and o.is_counted = 1 and o.kind = 'sale' and o.placed_at < $4
        order by b.customer_id
        """,
        static row => (row.Int64(0), row.Int64(1), row.Int64(2)), edition, after, range.From, range.To, PageCustomers);
}
