using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Tests.Modules.Crm.Import;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Orders.Import;

/// <summary>Northwind whole: customers, products, orders and their lines, from public data beside the repository.</summary>
[RunsOnEachStore]
public sealed class NorthwindTests(OrderImportFixture fixture) : IClassFixture<OrderImportFixture>
{
    private const string Source = "source=northwind";
    private const string Customers = Source + "&map=CustomerID=externalId,CompanyName=organisation,ContactName=name,Address=line";
    private const string Products =
        Source + "&currency=USD&map=ProductID=externalId,ProductName=name,QuantityPerUnit=description,UnitPrice=price,UnitsInStock=stock";
    private const string Orders = Source + "&mode=history&currency=USD&map=OrderID=externalId,CustomerID=customer,OrderDate=placedAt";
    private const string Lines = Source + "&mode=history&currency=USD&map=OrderID=externalId,ProductID=product";

    [Fact]
    public async Task All_of_it_arrives_and_comes_to_what_the_files_come_to()
    {
        (await ImportAsync(fixture.Customers, "customers", Customers)).ShouldBe((91, 0, 0, 0));
        (await ImportAsync(fixture.Products, "products", Products)).ShouldBe((77, 0, 0, 0));
        (await ImportAsync(fixture.Orders, "orders", Orders)).ShouldBe((830, 0, 0, 0));
        (await ImportAsync(fixture.Orders, "order_details", Lines)).ShouldBe((0, 2_155, 0, 0));
        var orders = await AllAsync();
        orders.Count.ShouldBe(830);
        orders.Sum(order => order["items"]!.AsArray().Count).ShouldBe(2_155);
        var expected = Rows("order_details").Sum(row => decimal.Round(Number(row[2]) * Number(row[3]) * (1 - Number(row[4])), 4));
        orders.Sum(order => (decimal)order["totalAmount"]!).ShouldBe(expected);
        expected.ShouldBe(1_265_793.0395m);
        orders.ShouldAllBe(order => order["customerId"] != null && (string)order["status"]! == "COMPLETED");
        (await ImportAsync(fixture.Orders, "orders", Orders)).ShouldBe((0, 0, 830, 0));
        (await ImportAsync(fixture.Orders, "order_details", Lines)).ShouldBe((0, 0, 2_155, 0));
        (await ImportAsync(fixture.Products, "products", Products)).ShouldBe((0, 0, 77, 0));
        var chai = (await fixture.Orders.GetAsync("products?sku=CHAI"))["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((long)chai["stock"]!["onHand"]!, (decimal)chai["price"]!, (string)chai["currency"]!).ShouldBe((39, 18m, "USD"));
    }

    private static async Task<(int Created, int Updated, int Unchanged, int Refused)> ImportAsync(ImportApi api, string file, string query)
    {
        var bytes = await File.ReadAllBytesAsync(RealData.Find($"northwind/{file}.csv"), TestContext.Current.CancellationToken);
        var (status, import) = await api.SendAsync(bytes, query);
        status.ShouldBe(200, import.ToJsonString());
        return ImportApi.Counts(import);
    }

    private async Task<List<JsonNode>> AllAsync()
    {
        var all = new List<JsonNode>();
        string? after = null;
        do
        {
            var page = await fixture.Orders.GetAsync($"orders?size=500{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}");
            all.AddRange(page["items"]!.AsArray()!);
            after = (string?)page["next"];
        }
        while (after is not null);
        return all;
    }

    private static IEnumerable<string[]> Rows(string file) =>
        File.ReadLines(RealData.Find($"northwind/{file}.csv")).Skip(1).Select(line => line.Split(','));

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
