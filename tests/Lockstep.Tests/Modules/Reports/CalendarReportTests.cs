using System.Text;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Reports;

/// <summary>Days are those of who asks; what is wrong with a question is named.</summary>
public sealed class CalendarReportTests(CalendarReportTests.Site site) : IClassFixture<CalendarReportTests.Site>
{
    private const string Berlin = "zone=Europe/Berlin";

    [Theory]
    [InlineData("2025-03-29", "2025-03-30", "2025-03-29 1")]
    [InlineData("2025-03-30", "2025-03-31", "2025-03-30 2")]
    [InlineData("2025-10-26", "2025-10-27", "2025-10-26 3")]
    public async Task A_day_on_which_clocks_change_is_as_long_as_it_is_there(string from, string to, string row)
    {
        var report = await site.App.ReadAsync($"/api/reports/sales?by=day&from={from}&to={to}&{Berlin}");
        report.Rows().ShouldHaveSingleItem().ShouldStartWith(row + " ");
    }

    [Fact]
    public async Task Weeks_are_those_of_ISO_8601_and_empty_ones_are_there_too()
    {
        var report = await site.App.ReadAsync("/api/reports/sales?by=week&from=2025-10-20&to=2025-11-03&zone=UTC");
        report.Rows().Select(static row => row[..8]).ShouldBe(["2025-W43", "2025-W44"]);
    }

    [Fact]
    public async Task Amounts_of_two_currencies_stay_two_series()
    {
        var report = await site.App.ReadAsync("/api/reports/sales?by=month&from=2024-01-01&to=2024-02-01");
        report["series"]!.AsArray().Select(static series => $"{series!["currency"]} {series["rows"]![0]![5]}").ShouldBe(["EUR 10",
            "USD 20"]);
    }

    [Theory]
    [InlineData("Accept")]
    [InlineData("path")]
    [InlineData("format")]
    public async Task The_same_comes_as_CSV(string way)
    {
        await site.App.ReadAsync("/api/reports/sales");
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            $"/api/reports/sales{(way is "path" ? ".csv" : "")}?by=month&from=2024-01-01&to=2024-02-01"
            + (way is "format" ? "&format=csv" : ""));
        if (way is "Accept")
        {
            request.Headers.Accept.ParseAdd("text/csv");
        }

        using var answer = await site.App.Admin.SendAsync(request, CancellationToken.None);
        (await answer.Content.ReadAsStringAsync(CancellationToken.None)).ShouldBe(
            "currency,month,orders,returns,gross,refunds,revenue,cancelled\nEUR,2024-01,1,0,10,0,10,0\nUSD,2024-01,1,0,20,0,20,0\n");
    }

    [Theory]
    [InlineData("sales?by=year", "by")]
    [InlineData("sales?from=2025-02-30", "from")]
    [InlineData("sales?from=2025-02-02&to=2025-02-02", "to")]
    [InlineData("sales?from=1971-01-01&to=1975-01-01", "from")]
    [InlineData("sales?from=1980-01-01&to=2025-01-01", "to")]
    [InlineData("sales?zone=Mars/Olympus", "zone")]
    [InlineData("sales?range=last-week&from=2025-01-01", "range")]
    [InlineData("sales?range=last-0-days", "range")]
    [InlineData("sales?size=0", "size")]
    [InlineData("sales?form=csv", "form")]
    [InlineData("sales?format=pdf", "format")]
    [InlineData("customers?lostAfter=0", "lostAfter")]
    [InlineData("stock?below=-1", "below")]
    [InlineData("products?rank=worst", "rank")]
    [InlineData("tickets?by=colour", "by")]
    [InlineData("sales.csv?separator=x", "separator")]
    public async Task What_is_wrong_with_a_question_is_named(string path, string field)
    {
        await site.App.ReadAsync("/api/reports/sales");
        var answer = await site.App.GetAsync($"/api/reports/{path}");
        answer.Status.ShouldBe(400);
        answer.Blamed.ShouldBe([field]);
    }

    [Fact]
    public async Task Who_may_not_read_reports_is_refused()
    {
        using var sales = site.App.As("sales");
        (await sales.SendAsync(HttpMethod.Get, "/api/reports/sales", null)).Status.ShouldBe(403);
        using var auditor = site.App.As("auditor");
        (await auditor.SendAsync(HttpMethod.Get, "/api/reports/sync", null)).Status.ShouldBe(200);
        (await auditor.SendAsync(HttpMethod.Post, "/api/reports/rebuild", null)).Status.ShouldBe(403);
    }

    /// <summary>Orders at both ends of days, by the clock of Berlin.</summary>
    public sealed class Site : IAsyncLifetime
    {
        internal TestApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            App = await TestApp.StartAsync();
            await App.ImportAsync("products", "source=t", "sku,name,price,currency\nBOLT,Bolt,1,EUR\n"u8.ToArray());
            var orders = new StringBuilder("externalId,placedAt,sku,quantity,unitPrice,currency\n");
            var number = 0;
            foreach (var at in (string[])
                [
                    "2025-03-29T22:59:59.999Z", "2025-03-29T23:00:00Z", "2025-03-30T21:59:59Z", "2025-03-30T22:00:00Z",
                    "2025-10-25T22:00:00Z", "2025-10-26T00:30:00Z", "2025-10-26T22:59:59Z", "2025-10-26T23:00:00Z",
                ])
            {
                orders.AppendLine(FormattableString.Invariant($"{++number},{at},BOLT,1,1,EUR"));
            }

            orders.AppendLine("90,2024-01-10T12:00:00Z,BOLT,10,1,EUR").AppendLine("91,2024-01-10T12:00:00Z,BOLT,20,1,USD");
            await App.ImportAsync("orders", "source=t&mode=history", Encoding.UTF8.GetBytes(orders.Replace("\r", "").ToString()));
            await TestApp.EventuallyAsync(
                async () => (await App.ReadAsync("/api/reports/sales?by=status&from=2024-01-01&to=2026-01-01"))["series"]!.AsArray()
                    .Sum(static series => (long)series!["rows"]![0]![1]!) == 10,
                "all orders are in the reports");
        }

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
