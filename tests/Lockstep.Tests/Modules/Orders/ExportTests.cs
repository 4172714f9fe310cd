using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Orders;

/// <summary>Orders, their lines and the stock as files.</summary>
[RunsOnEachStore]
public sealed class ExportTests
{
    [Fact]
    public async Task Orders_and_their_lines_are_files_to_the_letter()
    {
        await using var app = await OrdersApp.StartAsync();
        await app.CustomerAsync("=Ada, \\\"A\\\"");
        await app.ProductAsync(stock: 10);
        await app.ProductAsync(stock: 10, price: "0.0001");
        await app.PostAsync("/orders", """
            {"customerId":1,"reference":"PO-7","externalId":"-4","items":[{"productId":1,"quantity":3,"discount":0.05},{"productId":2,"quantity":3,"discount":0.5}]}
            """);
        await app.PostAsync(
            "/orders", """{"kind":"return","placedAt":"2020-02-29T23:59:59.999Z","items":[{"productId":1,"quantity":1}]}""");
        var orders = await app.FileAsync("/orders/export");
        (orders.Type, orders.Disposition, orders.Text).ShouldBe(("text/csv; charset=utf-8", "attachment; filename=\"orders.csv\"", """"
            orderId,customerId,status,totalAmount,createdAt,placedAt,updatedAt,kind,externalId,customerName,currency,reference,version,erpReference,returnOf
            1,1,NEW,14.11,2026-01-31T09:30:00.000Z,2026-01-31T09:30:00.000Z,2026-01-31T09:30:00.000Z,sale,'-4,"'=Ada, ""A""",EUR,PO-7,1,,
            2,,NEW,4.95,2026-01-31T09:30:00.000Z,2020-02-29T23:59:59.999Z,2026-01-31T09:30:00.000Z,return,,,EUR,,1,,

            """"));
        (await app.FileAsync("/orders/lines/export")).Text.ShouldBe(""""
            orderId,line,productId,sku,name,quantity,unitPrice,discount,lineTotal,kind,externalId,customerId,customerName,status,currency,placedAt,reference,erpReference,returnOf,returnLine
            1,1,1,BOLT,Bolt,3,4.95,0.05,14.1075,sale,'-4,1,"'=Ada, ""A""",NEW,EUR,2026-01-31T09:30:00.000Z,PO-7,,,
            1,2,2,BOLT-2,Bolt,3,0.0001,0.5,0.0002,sale,'-4,1,"'=Ada, ""A""",NEW,EUR,2026-01-31T09:30:00.000Z,PO-7,,,
            2,1,1,BOLT,Bolt,1,4.95,0,4.95,return,,,,NEW,EUR,2020-02-29T23:59:59.999Z,,,,

            """");
    }

    [Fact]
    public async Task Products_and_their_stock_are_files_to_the_letter()
    {
        await using var app = await OrdersApp.StartAsync();
        await app.ProductAsync(stock: 10);
        await app.OrderAsync(1, quantity: 4);
        (await app.FileAsync("/products/export")).Text.ShouldBe("""
            id,sku,externalId,source,name,description,price,currency,status,onHand,reserved,available,version,createdAt,updatedAt
            1,BOLT,,,Bolt,,4.95,EUR,active,10,4,6,1,2026-01-31T09:30:00.000Z,2026-01-31T09:30:00.000Z

            """);
        (await app.FileAsync("/inventory/stock/export?sku=bolt")).Text.ShouldBe(
            "productId,sku,name,onHand,reserved,available,countedAt\n1,BOLT,Bolt,10,4,6,2026-01-31T09:30:00.000Z\n");
    }

    [Fact]
    public async Task A_range_of_many_chunks_has_each_order_once_in_the_order_of_its_dates()
    {
        await using var app = await OrdersApp.StartAsync(("Export:ReadRows", "7"));
        await app.ProductAsync(stock: 1);
        for (var number = 1; number <= 30; number++)
        {
            await app.PostAsync("/orders", $$"""{"kind":"return","placedAt":"2020-01-{{30 - (number / 3):00}}T00:00:00Z","items":[{"productId":1,"quantity":{{number}}}]}""");
        }

        (await IdsAsync("")).ShouldBe(Enumerable.Range(1, 30));
        (await IdsAsync("?from=2020-01-21T00:00:00Z&to=2020-01-30T00:00:00Z&kind=return")).ShouldBe(
            Enumerable.Range(3, 27).OrderBy(number => 30 - (number / 3)).ThenBy(number => number));
        (await IdsAsync("?from=2020-01-30T00:00:00Z")).ShouldBe([1, 2]);
        (await IdsAsync("?from=2021-01-30T00:00:00Z")).ShouldBe([]);
        (await IdsAsync("?sort=-totalAmount&status=new")).ShouldBe(Enumerable.Range(1, 30).Reverse());

        async Task<IEnumerable<int>> IdsAsync(string query) =>
            (await app.FileAsync("/orders/export" + query))
                .Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Skip(1)
                .Select(line => int.Parse(line.Split(',')[0], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("from=yesterday", "from")]
    [InlineData("size=3", "size")]
    [InlineData("sort=colour", "sort")]
    public async Task What_an_export_does_not_know_is_named(string query, string field)
    {
        await using var app = await OrdersApp.StartAsync();
        var (status, problem) = await app.SendAsync(HttpMethod.Get, $"/orders/export?{query}");
        (status, problem["errors"]![field] is null).ShouldBe((400, false));
    }

    [Fact]
    public async Task A_customer_takes_home_only_what_is_its_own()
    {
        await using var app = await OrdersApp.StartAsync();
        var (mine, other) = (await app.CustomerAsync("Me"), await app.CustomerAsync("Other"));
        await app.ProductAsync(stock: 10);
        foreach (var customer in new[] { mine, other })
        {
            await app.PostAsync("/orders", $$"""{"customerId":{{customer}},"items":[{"productId":1,"quantity":1}]}""");
        }

        (app.Granted, app.Self) = (Lockstep.Contracts.Access.Permissions.Of(["customer"]), mine);
        (await app.FileAsync("/orders/export")).Text.Split('\n').Length.ShouldBe(3);
        (await app.FileAsync($"/orders/lines/export?customerId={other}")).Text.Split('\n').Length.ShouldBe(2);
    }
}
