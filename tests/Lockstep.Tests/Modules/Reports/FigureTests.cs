using System.Text;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Reports;

/// <summary>Customers, cohorts, products, stock, deliveries and tickets, in figures that can be counted by hand.</summary>
[RunsOnEachStore]
public sealed class FigureTests
{
    [Fact]
    public async Task Customers_are_new_lost_and_regained_and_their_cohorts_are_counted()
    {
        var clock = new ManualClock();
        clock.SetWall(new DateTimeOffset(2026, 6, 15, 12, 0, 0, TimeSpan.Zero));
        await using var app = await StartAsync(clock);
        await AddAsync(
            app, "c1,2026-01-05T10:00:00Z,1", "c1,2026-02-20T10:00:00Z,1", "c2,2026-01-31T23:30:00Z,1", "c2,2026-05-01T10:00:00Z,1",
                "c3,2026-03-10T10:00:00Z,1");
        const string Range = "from=2026-01-01&to=2026-07-01&zone=Europe/Berlin";
        await SeenAsync(app, 5);

        // The second customer bought first in February, by the clock of Berlin; the first is lost 90 days behind the 20th of February, the
        // third
        // 90 days behind the 10th of March, and the second not yet.
        var customers = await app.ReadAsync($"/api/reports/customers?by=month&{Range}");
        customers.Rows().ShouldBe(
            ["2026-01 0 1 0", "2026-02 0 1 0", "2026-03 0 1 0", "2026-04 0 0 0", "2026-05 0 0 1", "2026-06 3 0 1"]);
        (await app.ReadAsync($"/api/reports/customers?by=month&{Range}&lostAfter=30")).Rows().ShouldBe(
            ["2026-01 0 1 0", "2026-02 0 1 0", "2026-03 0 1 1", "2026-04 0 0 1", "2026-05 0 0 1", "2026-06 3 0 0"]);
        (await app.ReadAsync($"/api/reports/cohorts?{Range}")).Rows().ShouldBe(
            ["2026-01 2026-01 0 1 1", "2026-01 2026-02 1 1 1", "2026-02 2026-02 0 1 1", "2026-02 2026-05 3 1 1", "2026-03 2026-03 0 1 1"]);
        await AddAsync(app, "c1,2026-06-01T10:00:00Z,1");
        await SeenAsync(app, 6);
        (await app.ReadAsync($"/api/reports/customers?by=month&{Range}")).Rows()[4].ShouldBe("2026-05 0 0 0", "who buys again is not lost");
    }

    [Fact]
    public async Task Products_run_out_sell_best_and_sell_not_at_all()
    {
        var clock = new ManualClock();
        clock.SetWall(new DateTimeOffset(2026, 6, 30, 12, 0, 0, TimeSpan.Zero));
        await using var app = await StartAsync(clock);
        await AddAsync(app, "c1,2026-06-10T10:00:00Z,30", "c1,2026-06-11T10:00:00Z,30");
        await SeenAsync(app, 2);
        const string Range = "from=2026-06-01&to=2026-07-01";
        (await app.ReadAsync($"/api/reports/products?{Range}")).Rows().ShouldBe(["1 BOLT Bolt 60 0 60 0 60"]);
        (await app.ReadAsync($"/api/reports/products?rank=slow&{Range}")).Rows().ShouldBe(["2 NUT Nut 0 0", "1 BOLT Bolt 60 0"]);

        // Two a day are sold, and 100 lie there: 50 days. Of the other 5 lie there, and nobody wants them.
        (await app.ReadAsync($"/api/reports/stock?{Range}")).Rows().ShouldBe(["2 NUT Nut 5 0 5 0 -"]);
        (await app.ReadAsync($"/api/reports/stock?{Range}&days=51")).Rows().ShouldBe(["1 BOLT Bolt 100 0 100 60 50",
            "2 NUT Nut 5 0 5 0 -"]);
        (await app.ReadAsync($"/api/reports/stock?{Range}&below=5")).Rows().ShouldBeEmpty();
    }

    [Fact]
    public async Task Deliveries_are_counted_by_flow()
    {
        await using var app = await TestApp.StartAsync();
        await app.AddCustomerAsync("""{"name":"Ada"}""");
        await TestApp.EventuallyAsync(
            async () => (await app.ReadAsync("/api/reports/sync")).Rows() is [{ } row]
                && row.StartsWith("welcome-package inventory 1 0 0 0 0 ", StringComparison.Ordinal),
            "the delivery is counted");
    }

    [Fact]
    public async Task Tickets_are_answered_solved_and_late()
    {
        var clock = new ManualClock();
        clock.SetWall(new DateTimeOffset(2026, 6, 15, 9, 0, 0, TimeSpan.Zero));
        await using var app = await StartAsync(clock);
        var quick = await TicketAsync(app, "billing");
        await TicketAsync(app, "billing");
        await TicketAsync(app, null);
        clock.Advance(TimeSpan.FromMinutes(10));
        app.Renew();
        (await app.PostAsync($"/api/tickets/{quick}/comments", """{"body":"On it"}""")).Status.ShouldBe(201);
        clock.Advance(TimeSpan.FromMinutes(10));
        app.Renew();
        (await app.Admin.SendAsync(HttpMethod.Patch, $"/api/tickets/{quick}", """{"status":"resolved"}""")).Status.ShouldBe(200);
        const string Path = "/api/reports/tickets?by=queue&from=2026-06-15&to=2026-06-16";
        await RowsAsync(app, Path, "- 1 1 0 - - 0 0 - - 0", "billing 2 1 1 600 600 0 1 1200 1200 0");

        // A month later what is still open is late.
        clock.Advance(TimeSpan.FromDays(30));
        app.Renew();
        await RowsAsync(app, Path, "- 1 1 0 - - 1 0 - - 1", "billing 2 1 1 600 600 1 1 1200 1200 1");
        await app.RebuildAsync();
        await RowsAsync(app, Path, "- 1 1 0 - - 1 0 - - 1", "billing 2 1 1 600 600 1 1 1200 1200 1");
        await RowsAsync(app, "/api/reports/tickets?by=month&from=2026-06-01&to=2026-07-01", "2026-06 3 2 1 600 600 2 1 1200 1200 2");
    }

    private static async Task RowsAsync(TestApp app, string path, params string[] rows)
    {
        IReadOnlyList<string> told = [];
        try
        {
            await TestApp.EventuallyAsync(
                async () => (told = (await app.ReadAsync(path)).Rows()).SequenceEqual(rows, StringComparer.Ordinal),
                "the figures are there");
        }
        catch (TimeoutException)
        {
            told.ShouldBe(rows);
        }
    }

    private static async Task<long> TicketAsync(TestApp app, string? queue)
    {
        var named = queue is null ? "null" : $"\"{queue}\"";
        var answer = await app.PostAsync("/api/tickets", $$"""{"customerId":1,"subject":"Help","queue":{{named}}}""");
        answer.Status.ShouldBe(201, answer.Body?.ToJsonString());
        return (long)answer.Body!["id"]!;
    }

    private static async Task<TestApp> StartAsync(ManualClock clock)
    {
        var app = await TestApp.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        await app.ReadAsync("/api/reports/sales");
        await app.ImportAsync("customers", "source=t", "externalId,name\nc1,One\nc2,Two\nc3,Three\n"u8.ToArray());
        await app.ImportAsync("products", "source=t", "sku,name,price,currency,stock\nBOLT,Bolt,1,EUR,100\nNUT,Nut,1,EUR,5\n"u8.ToArray());
        return app;
    }

    private static Task AddAsync(TestApp app, params string[] orders)
    {
        var file = new StringBuilder("externalId,customer,placedAt,quantity,sku,unitPrice,currency\n");
        foreach (var order in orders)
        {
            file.Append(FormattableString.Invariant($"{order.GetHashCode(StringComparison.Ordinal)},{order},BOLT,1,EUR\n"));
        }

        return app.ImportAsync("orders", "source=t&mode=history", Encoding.UTF8.GetBytes(file.ToString()));
    }

    private static Task SeenAsync(TestApp app, long orders) => TestApp.EventuallyAsync(
        async () => (await app.ReadAsync("/api/reports/sales?by=status&from=2020-01-01&to=2027-01-01")) is { } report
            && report["series"]!.AsArray().Count == 1 && (long)report["series"]![0]!["rows"]![0]![1]! == orders,
        "the orders are in the reports");
}
