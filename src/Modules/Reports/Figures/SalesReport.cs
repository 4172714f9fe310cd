using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Reports.Asking;
using Lockstep.Reports.Calendars;
using Lockstep.Reports.Facts;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;

namespace Lockstep.Reports.Figures;

/// <summary>Orders and revenue by time, status, country, customer or product.</summary>
internal sealed class SalesReport(FactReader facts, IEnumerable<ICustomerDirectory> customers) : IReport
{
    private const string ByStatus = "status";
    private const string ByCountry = "country";
    private const string ByCustomer = "customer";
    private const string ByProduct = "product";
    private static readonly string[] Keys = [.. Period.All, ByStatus, ByCountry, ByCustomer, ByProduct];

    public static ReportKind Kind { get; } = new(
        "sales",
        "Orders and revenue by time, status, country, customer or product",
        new QueryParameter("by", $"What rows are made of: {string.Join(", ", Keys)}; {Keys[0]} by default") { Words = Keys });

    ReportKind IReport.Kind => Kind;

    public async ValueTask<ReportTable?> RunAsync(ReportAsk ask, CancellationToken ct)
    {
        var by = ask.Word("by", Keys);
        if (!ask.Errors.None)
        {
            return null;
        }

        return by switch
        {
            ByStatus => await AnswerAsync(ask, "", (reader, edition) => StatusAsync(reader, edition, ask), ct),
            ByCountry => await AnswerAsync(ask, FactVersions.Countries, (reader, edition) => CountryAsync(reader, edition, ask), ct),
            ByCustomer => await CustomerAsync(ask, ct),
            ByProduct => await AnswerAsync(
                ask, FactVersions.Products, (reader, edition) => BestProducts.ReadAsync(reader, edition, ask, BestProducts.ByRevenue), ct),
            _ => await AnswerAsync(ask, "", (reader, edition) => PeriodAsync(reader, edition, ask, by), ct),
        };
    }

    private ValueTask<ReportTable> AnswerAsync(
        ReportAsk ask, string other, Func<IReader, long, ValueTask<ReportTable>> read, CancellationToken ct) =>
        facts.AnswerAsync(Kind, ask, FactScope.In(FactVersions.Orders, ask.Range, other), read, ct);

    private static async ValueTask<ReportTable> PeriodAsync(IReader reader, long edition, ReportAsk ask, string period)
    {
        var sums = new Dictionary<(string Currency, long Start), (Tally Counted, long Cancelled)>();
        foreach (var sum in await DaySums.ReadAsync(reader, edition, ask.Range))
        {
            var key = (sum.Currency, Period.StartOf(period, sum.Day));
            var (counted, cancelled) = sums.GetValueOrDefault(key);
            sums[key] = Revenue.Counts(sum.Status) ? (counted + sum.Tally, cancelled) : (counted,
                cancelled + sum.Tally.Sales + sum.Tally.Returns);
        }

        var starts = Period.Of(period, ask.Range).Select(start => (Start: start, Name: Period.NameOf(period, start))).ToList();
        return new ReportTable(
            [ReportColumn.Text(period), .. Sales.Columns, ReportColumn.Count("cancelled")],
            [
                .. sums.Keys.Select(static key => key.Currency).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                    .Select(currency => new ReportSeries(
                    currency,
                    [
                        .. starts.Select(one =>
                        {
                            var (counted, cancelled) = sums.GetValueOrDefault((currency, one.Start));
                            return (object?[])[one.Name, .. Sales.Cells(counted), cancelled];
                        }),
                    ])),
            ]);
    }

    private static async ValueTask<ReportTable> StatusAsync(IReader reader, long edition, ReportAsk ask)
    {
        var sums = (await DaySums.ReadAsync(reader, edition, ask.Range)).GroupBy(static sum => (sum.Currency, sum.Status))
            .Select(static group => (group.Key.Currency, group.Key.Status, Tally: group.Aggregate(default(Tally), static (all, sum) =>
                all + sum.Tally)))
            .Where(static sum => !sum.Tally.IsZero);
        return new ReportTable(
            [ReportColumn.Text(ByStatus), .. Sales.Columns],
            [
                .. sums.GroupBy(static sum => sum.Currency, StringComparer.Ordinal).OrderBy(static one => one.Key, StringComparer.Ordinal)
                    .Select(static currency => new ReportSeries(
                        currency.Key,
                        [
                            .. currency.OrderBy(static sum => sum.Status, StringComparer.Ordinal)
                                .Select(static sum => (object?[])[sum.Status, .. Sales.Cells(sum.Tally, Revenue.Counts(sum.Status))]),
                        ])),
            ]);
    }

    private static async ValueTask<ReportTable> CountryAsync(IReader reader, long edition, ReportAsk ask)
    {
        var (rows, truncated) = await RankedSums.ReadAsync(
            reader, edition, KeySums.Countries, ask, RankedSums.ByRevenue, static row => row.Text(0));
        return RankedSums.ToTable(
            rows, truncated, [ReportColumn.Text(ByCountry), .. Sales.Columns], static country => [country.Length > 0 ? country : null]);
    }

    private static async ValueTask<ReportTable> CustomerAsync(IReader reader, long edition, ReportAsk ask)
    {
        var (rows, truncated) = await RankedSums.ReadAsync(
            reader, edition, KeySums.Customers, ask, RankedSums.ByRevenue, static row => row.Int64(0));
        return RankedSums.ToTable(
            rows, truncated,
            [ReportColumn.Count("customerId"), ReportColumn.Text("name") with { Needs = Permissions.CustomersRead }, .. Sales.Columns],
            static id => [id == 0 ? null : id, null]);
    }

    /// <summary>Reports know no names, and keep none; those that the customers have now come from where they are kept.</summary>
    private async ValueTask<ReportTable> CustomerAsync(ReportAsk ask, CancellationToken ct)
    {
        var table = await AnswerAsync(ask, "", (reader, edition) => CustomerAsync(reader, edition, ask), ct);
        if (!ask.May(Permissions.CustomersRead))
        {
            return table;
        }

        long[] ids = [.. table.Series.SelectMany(static series => series.Rows).Select(static row => row[0]).OfType<long>().Distinct()];
        var names = new Dictionary<long, string>();
        foreach (var directory in customers)
        {
            foreach (var (id, name) in await directory.ReadNamesAsync(ids, ct))
            {
                names[id] = name;
            }
        }

        return new ReportTable(
            table.Columns,
            [
                .. table.Series.Select(series => series with
                {
                    Rows =
                    [
                        .. series.Rows.Select(row => (object?[])
                            [row[0], row[0] is long id ? names.GetValueOrDefault(id) : null, .. row[2..]]),
                    ],
                }),
            ],
            table.Truncated);
    }
}
