using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Conformance.Systems;

/// <summary>Customers, products and orders of Northwind become parties, products and sales of a real Tryton.</summary>
[Collection(WithTryton.Name)]
[Trait(TrytonFixture.Trait, TrytonFixture.Needs)]
public sealed class When_Northwind_goes_to_Tryton(TrytonFixture tryton, ITestOutputHelper output)
{
    private const int Parties = 91, Products = 77, Sales = 830, Lines = 2_155;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    [Fact]
    public async Task All_of_it_arrives_and_is_equal_to_the_cent_and_a_second_run_writes_nothing()
    {
        var erp = await tryton.Server.FoundAsync();
        await using var site = new TrytonSite(erp);
        var began = Stopwatch.GetTimestamp();
        await using (var server = site.Start())
        {
            using var api = await server.ReadyAsync();
            await ImportAsync(api, "customers", "&map=CustomerID=externalId,CompanyName=organisation,ContactName=name,Address=line",
                "customers");
            await ImportAsync(
                api, "products",
                "&currency=USD&map=ProductID=externalId,ProductName=name,QuantityPerUnit=description,UnitPrice=price,UnitsInStock=stock",
                    "products");
            await ArrivedAsync(api, "customers-to-tryton", Parties);
            await ArrivedAsync(api, "products-to-tryton", Products);
            await ImportAsync(
                api, "orders", "&mode=history&currency=USD&map=OrderID=externalId,CustomerID=customer,OrderDate=placedAt,ProductID=product",
                    null);
            await ArrivedAsync(api, "orders-to-tryton", Sales);
            output.WriteLine($"first run {Stopwatch.GetElapsedTime(began).TotalSeconds:N0} s");
            await CompareAsync(api, erp);
            await server.DieAsync();
        }

        var stamps = await erp.AskAsync<string>(Stamps);
        began = Stopwatch.GetTimestamp();
        site.ForgetDeliveries();
        await using var next = site.Start();
        using var again = await next.ReadyAsync();
        await BackfillAsync(again, "customers-to-tryton", Parties);
        await BackfillAsync(again, "products-to-tryton", Products);
        await BackfillAsync(again, "orders-to-tryton", Sales);
        output.WriteLine($"second run {Stopwatch.GetElapsedTime(began).TotalSeconds:N0} s");
        (await erp.AskAsync<string>(Stamps)).ShouldBe(stamps, "nothing was written, and nothing made");
    }

    private const string Stamps = """
        select string_agg(concat_ws(' ', name, number, last), ', ' order by name) from (
          select 'party' as name, count(*) as number, max(coalesce(write_date, create_date)) as last from party_party
          union all select 'address', count(*), max(coalesce(write_date, create_date)) from party_address
          union all select 'mechanism', count(*), max(coalesce(write_date, create_date)) from party_contact_mechanism
          union all select 'template', count(*), max(coalesce(write_date, create_date)) from product_template
          union all select 'product', count(*), max(coalesce(write_date, create_date)) from product_product
          union all select 'sale', count(*), max(coalesce(write_date, create_date)) from sale_sale
          union all select 'line', count(*), max(coalesce(write_date, create_date)) from sale_line) as tables
        """;

    /// <summary>By the files on one side, and what Tryton says on the other.</summary>
    private static async Task CompareAsync(Api api, TrytonDatabase erp)
    {
        var totals = NorthwindFiles.Totals();
        var orders = (await api.AllAsync("/api/orders")).ToDictionary(
            static order => $"LS-{order.GetProperty("id").GetInt64().ToString(CultureInfo.InvariantCulture)}",
            static order => (Number: order.GetProperty("externalId").GetString()!, Customer: order.GetProperty("customerId").GetInt64()),
                StringComparer.Ordinal);
        var customers = (await api.AllAsync("/api/customers")).ToDictionary(
            static one => one.GetProperty("id").GetInt64(), static one => one.GetProperty("organisation").GetString());
        (await erp.RowsAsync("party.party", [new JsonArray("code", "like", "LS-%")], "name")).Select(static one => one!["name"]!.ToString())
            .ShouldBe(customers.Values, ignoreOrder: true);
        (await erp.RowsAsync("product.product", [], "code")).Count.ShouldBe(Products);

        var sales = await erp.RowsAsync("sale.sale", [], "reference", "total_amount", "party.name", "lines", "currency.code");
        (sales.Count, totals.Count).ShouldBe((Sales, Sales));
        foreach (var sale in sales)
        {
            var order = orders[sale!["reference"]!.ToString()];
            Number(sale["total_amount"]!).ShouldBe(totals[order.Number], order.Number);
            sale["party."]!["name"]!.ToString().ShouldBe(customers[order.Customer]);
            sale["currency."]!["code"]!.ToString().ShouldBe("USD");
        }

        sales.Sum(static sale => Number(sale!["total_amount"]!)).ShouldBe(totals.Values.Sum());
        (await erp.RowsAsync("sale.line", [new JsonArray("product", "!=", null)], "id")).Count.ShouldBe(Lines);
    }

    private static decimal Number(JsonNode value) => decimal.Parse(value["decimal"]!.ToString(), CultureInfo.InvariantCulture);

    private static async Task BackfillAsync(Api api, string flow, int count)
    {
        await api.PostAsync($"/api/sync/flows/{flow}/backfill", new { });
        await ArrivedAsync(api, flow, count);
    }

    private static Task ArrivedAsync(Api api, string flow, int count) => Eventually.HoldsAsync(
        async () =>
        {
            var dead = await api.GetAsync($"/api/sync/dead-letters?flow={flow}&size=1");
            dead.GetProperty("total").GetInt64().ShouldBe(0, dead.GetRawText());
            var there = await api.CountAsync($"/api/sync/deliveries?flow={flow}&state=delivered");
            var waiting = await api.CountAsync($"/api/sync/deliveries?flow={flow}&state=pending")
                + await api.CountAsync($"/api/sync/deliveries?flow={flow}&state=blocked");
            return there >= count && waiting == 0 ? null : $"{there} of {count} have arrived by {flow}, {waiting} are on their way";
        },
        Patience);

    private static async Task ImportAsync(Api api, string resource, string query, string? file)
    {
        var text = file is null ? NorthwindFiles.Orders()
            : await File.ReadAllTextAsync(NorthwindFiles.PathOf(file), TestContext.Current.CancellationToken);
        using var content = new StringContent(text);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var answer = await api.Http.PostAsync(
            $"/api/{resource}/import?source=northwind{query}", content, TestContext.Current.CancellationToken);
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        answer.IsSuccessStatusCode.ShouldBeTrue(body.GetRawText());
    }
}
