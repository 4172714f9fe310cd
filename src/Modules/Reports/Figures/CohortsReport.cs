using System.Runtime.InteropServices;
using Lockstep.Reports.Asking;
using Lockstep.Reports.Calendars;
using Lockstep.Reports.Facts;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Options;

namespace Lockstep.Reports.Figures;

/// <summary>Of the customers who bought first in a month, how many bought in each month from then on.</summary>
internal sealed class CohortsReport(FactReader facts, IOptions<ReportOptions> options) : IReport
{
    /// <summary>Orders that are read at once, however many one customer has.</summary>
    private const int PageOrders = 5_000;

    public static ReportKind Kind { get; } = new(
        "cohorts", "Of the customers who bought first in a month of the range, how many bought in each month from then on");

    ReportKind IReport.Kind => Kind;

    public async ValueTask<ReportTable?> RunAsync(ReportAsk ask, CancellationToken ct) => ask.Errors.None
        ? await facts.AnswerAsync(
            Kind, ask, FactScope.Until(FactVersions.Orders, ask.Range), (reader, edition) => CountAsync(reader, edition, ask.Range), ct)
        : null;

    private async ValueTask<ReportTable> CountAsync(IReader reader, long edition, DateRange range)
    {
        var cells = new Cells(range);
        long after = 0;
        IReadOnlyList<Purchase> page;
        do
        {
            page = await PageAsync(reader, edition, range, after);
            foreach (var purchase in page)
            {
                cells.Add(purchase);
            }

            // The page may end in the middle of a customer: what is left of that one is looked up, and the next page begins behind.
            if (page.Count == PageOrders)
            {
                await RestAsync(reader, edition, page[^1], cells);
            }

            after = page.Count > 0 ? page[^1].Customer : 0;
        }
        while (page.Count == PageOrders);

        return cells.ToTable(options.Value.RowsMax);
    }

    /// <summary>The months of a customer that the page did not hold: a look-up in an index for each.</summary>
    private static async ValueTask RestAsync(IReader reader, long edition, Purchase last, Cells cells)
    {
        Purchase? next = last;
        while (next is { } purchase)
        {
            cells.Add(purchase);
            next = cells.EndOfMonth(purchase.PlacedAt) is { } end
                ? await reader.FirstAsync(
                    """
                    select placed_at from order_facts
                    where edition = $1 and customer_id = $2 and is_counted = 1 and kind = 'sale' and placed_at >= $3 and placed_at < $4
                    order by placed_at limit 1
                    """,
                    row => (Purchase?)(purchase with { PlacedAt = row.Int64(0) }), edition, purchase.Customer, end, cells.To)
                : null;
        }
    }

    private static ValueTask<IReadOnlyList<Purchase>> PageAsync(IReader reader, long edition, DateRange range, long after) =>
        reader.QueryAsync(
            """
            select b.customer_id, b.first_at, o.placed_at
            from buyers b join order_facts o on o.edition = b.edition and o.customer_id = b.customer_id
            where b.edition = $1 and b.customer_id > $2 and b.first_at >= $3 and b.first_at < $4
              and o.is_counted = 1 and o.kind = 'sale' and o.placed_at < $4
            order by b.customer_id, o.placed_at limit $5
            """,
            static row => new Purchase(row.Int64(0), row.Int64(1), row.Int64(2)), edition, after, range.From, range.To, PageOrders);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Purchase(long Customer, long FirstAt, long PlacedAt);

    /// <summary>Counts each customer once in each month; purchases come customer by customer, the earlier first.</summary>
    private sealed class Cells
    {
        private readonly long[] _months;
        private readonly long[] _starts;
        private readonly long[]?[] _counts;
        private (long Customer, int Month) _last;

        public Cells(DateRange range)
        {
            To = range.To;
            _months = [.. Period.Of(Period.Month, range)];
            _starts = [.. _months.Select(range.StartOf)];
            _counts = new long[_months.Length][];
        }

        /// <summary>The end of the range.</summary>
        public long To { get; }

        public void Add(Purchase purchase)
        {
            var month = MonthOf(purchase.PlacedAt);
            if (_last == (purchase.Customer, month))
            {
                return;
            }

            _last = (purchase.Customer, month);
            var cohort = MonthOf(purchase.FirstAt);
            (_counts[cohort] ??= new long[_months.Length - cohort])[month - cohort]++;
        }

        /// <summary>When the month of an instant ends; null for the last one.</summary>
        public long? EndOfMonth(long at) => MonthOf(at) + 1 is var next && next < _starts.Length ? _starts[next] : null;

        public ReportTable ToTable(int max)
        {
            var rows = Rows().Take(max + 1).ToList();
            return ReportTable.Plain(
                [
                    ReportColumn.Text("cohort"), ReportColumn.Text("month"), ReportColumn.Count("monthsLater"),
                    ReportColumn.Count("customers"), ReportColumn.Count("active"),
                ],
                [.. rows.Take(max)], rows.Count > max);
        }

        private IEnumerable<object?[]> Rows() =>
            from cohort in Enumerable.Range(0, _counts.Length)
            where _counts[cohort] is not null
            from later in Enumerable.Range(0, _counts[cohort]!.Length)
            where _counts[cohort]![later] > 0
            select (object?[])
            [
                Period.NameOf(Period.Month, _months[cohort]), Period.NameOf(Period.Month, _months[cohort + later]), (long)later,
                _counts[cohort]![0], _counts[cohort]![later],
            ];

        /// <summary>The month of an instant of the range; the first may have begun before it.</summary>
        private int MonthOf(long at)
        {
            var index = Array.BinarySearch(_starts, at);
            return index >= 0 ? index : ~index - 1;
        }
    }
}
