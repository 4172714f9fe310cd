using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Reports;

/// <summary>
/// While processes of the version before write facts too, which keep sums of days and months and nothing else, reports are right, and what
/// is missing is made good by the next write.
/// </summary>
[RunsOnEachStore]
public sealed class StrayFactTests
{
    private const string Year = "from=2024-01-01&to=2025-01-01&size=10000";
    private static readonly DateOnly From = new(2024, 1, 1);
    private static readonly DateOnly To = new(2025, 1, 1);
    private static readonly string[] Sums = ["customer_sales", "country_sales", "product_sales"];

    [Fact]
    public async Task Reports_are_right_beside_a_process_that_keeps_no_sums_of_years_and_right_again_when_it_is_gone()
    {
        await using var app = await TestApp.StartAsync();
        var store = app.Services.GetRequiredKeyedService<IStore>("reports");
        await app.ReadAsync("/api/reports/sales");
        await app.ImportAsync("customers", "source=t", "externalId,name,country\nc1,One,Norway\nc2,Two,Peru\n"u8.ToArray());
        await app.ImportAsync("products", "source=t", "sku,name,price,currency,stock\nBOLT,Bolt,10,EUR,500\n"u8.ToArray());
        await PlaceAsync(app, "1,c1,2024-01-03T10:00:00Z,1");
        await app.ShouldEqualARecountAsync(From, To, "UTC");
        await KeptAsync(app);

        // As the other process leaves it: nothing but days and months knows of the order, nor does any answer that is kept.
        var versions = await VersionsAsync(store);
        await PlaceAsync(app, "2,c2,2024-03-03T10:00:00Z,2");
        await ForgetAsync(store, versions);
        await app.ShouldEqualARecountAsync(From, To, "UTC", "Europe/Berlin");
        (await app.ReadAsync($"/api/reports/products?rank=slow&{Year}")).Rows().ShouldBe(["1 BOLT Bolt 3 0"]);
        (await CountAsync(store, "select count(*) from customer_sales where grain >= 2")).ShouldBe(0, "nobody wrote since");

        // Who takes the order away again takes it out of sums that have it by then.
        var order = (await app.GetAsync("/api/orders?externalId=2&source=t")).Items.ShouldHaveSingleItem()!["id"];
        (await app.Admin.SendAsync(HttpMethod.Delete, $"/api/orders/{order}", null)).Status.ShouldBe(204);
        await app.ShouldEqualARecountAsync(From, To, "UTC", "Europe/Berlin");
        await AreWholeAsync(store);
        (await CountAsync(store, "select count(*) from customer_sales where grain >= 2")).ShouldBe(2, "the first one's year and all time");
    }

    /// <summary>Each question is asked twice, so that its answer is kept.</summary>
    private static async Task KeptAsync(TestApp app)
    {
        foreach (var by in Recount.Keys.Concat(Recount.Keys))
        {
            await app.ReadAsync($"/api/reports/sales?by={by}&{Year}&zone=UTC");
        }
    }

    private static Task PlaceAsync(TestApp app, string order) => app.ImportAsync(
        "orders", "source=t&mode=history",
        System.Text.Encoding.UTF8.GetBytes(
            $"externalId,customer,placedAt,quantity,sku,unitPrice,currency,status\n{order},BOLT,10,EUR,COMPLETED\n"));

    private static Task<IReadOnlyList<SqlValue[]>> VersionsAsync(IStore store) => store.ReadAsync(static reader => reader.QueryAsync(
        "select edition, kind, month, version from fact_versions",
        static row => (SqlValue[])[row.Int64(0), row.Text(1), row.Int64(2), row.Int64(3)])).AsTask();

    private static async Task ForgetAsync(IStore store, IReadOnlyList<SqlValue[]> versions)
    {
        await TestApp.EventuallyAsync(
            async () => await CountAsync(store, "select count(*) from order_facts") == 2, "the order is taken in");
        await store.WriteAsync(async transaction =>
        {
            await transaction.ExecuteAsync(
                "update order_facts set noted = 0 where placed_at > (select min(placed_at) from order_facts)");
            await transaction.ExecuteAsync("delete from fact_versions");
            foreach (var version in versions)
            {
                await transaction.ExecuteAsync(
                    "insert into fact_versions (edition, kind, month, version) values ($1, $2, $3, $4)", version);
            }

            foreach (var table in Sums)
            {
                await transaction.ExecuteAsync($"delete from {table} where grain >= 2");
            }

            return true;
        });
    }

    private static async Task AreWholeAsync(IStore store)
    {
        (await CountAsync(store, "select count(*) from order_facts where noted <> version")).ShouldBe(0);
        foreach (var table in Sums)
        {
            foreach (var grain in (int[])[2, 3])
            {
                var sum = $"select coalesce(sum(gross), 0) from {table} where grain =";
                (await CountAsync(store, $"{sum} {grain}")).ShouldBe(await CountAsync(store, $"{sum} 1"), $"{table} {grain}");
            }
        }
    }

    private static async Task<long> CountAsync(IStore store, string sql) =>
        await store.ReadAsync(reader => reader.FirstAsync(sql, static row => row.Int64(0)));
}
