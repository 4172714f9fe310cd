using System.Text.Json.Nodes;
using Lockstep.Tests.Modules.Crm.Import;
using Lockstep.Tests.Modules.Orders.Import;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Inventory.Import;

/// <summary>What becomes of rows of imports of products and of stock counts.</summary>
[RunsOnEachStore]
public sealed class ProductImportTests(OrderImportFixture fixture) : IClassFixture<OrderImportFixture>
{
    private readonly ImportApi _products = fixture.Products;

    [Fact]
    public async Task A_product_is_known_by_its_external_id_else_by_its_sku_else_by_its_name()
    {
        const string Csv = "externalId,sku,name,price,stock\np-1,PI-1,Bolt,1.5,10\n,PI-2,Nut,2,\n,,Washer of imports,3,\n";
        ImportApi.Counts((await _products.CsvAsync(Csv, "source=pi&currency=GBP")).Body).ShouldBe((3, 0, 0, 0));
        ImportApi.Counts((await _products.CsvAsync(Csv, "source=pi&currency=GBP")).Body).ShouldBe((0, 0, 3, 0));
        (await ProductAsync("WASHER-OF-IMPORTS"))["currency"]!.GetValue<string>().ShouldBe("GBP");
        var (_, import) = await _products.CsvAsync("externalId,sku,price,stock\np-1,PI-1b,2.5,12\n,pi-2,2,\n", "source=pi");
        (await _products.VerdictsAsync(import)).Select(line => line.Split(',', 4)[1]).ShouldBe(["updated", "unchanged"]);
        var bolt = await ProductAsync("PI-1b");
        ((string)bolt["name"]!, (decimal)bolt["price"]!, (long)bolt["stock"]!["onHand"]!, (string)bolt["currency"]!).ShouldBe(
            ("Bolt", 2.5m, 12, "GBP"));
    }

    [Theory]
    [InlineData("sku,name,price\nrefused-1,A,\n", "price: Must be given for a new product.")]
    [InlineData("sku,name,price\nrefused-1,A,\"1,5\"\n", "price: Must be a number")]
    [InlineData("sku,name,price\nrefused-1,A,-1\n", "price: Must be given, from 0")]
    [InlineData("sku,name,price,stock\nrefused-1,A,1,1.5\n", "stock: Must be a whole number.")]
    [InlineData("sku,name,price,stock\nrefused-1,A,1,-1\n", "stock: Must be a whole number from 0")]
    [InlineData("price\n1\n", "name: Must be given")]
    [InlineData("sku,name,price,status\nrefused-1,A,1,sold\n", "status: Must be active or inactive.")]
    public async Task A_row_that_can_not_be_right_is_refused_with_the_reason(string csv, string reason)
    {
        var (_, import) = await _products.CsvAsync(csv);
        ImportApi.Counts(import).ShouldBe((0, 0, 0, 1));
        (await _products.VerdictsAsync(import)).ShouldHaveSingleItem().ShouldContain(reason);
    }

    [Fact]
    public async Task A_sku_that_belongs_to_another_external_id_is_refused()
    {
        await _products.CsvAsync("externalId,sku,name,price\ntaken-1,TAKEN,A,1\n", "source=taken");
        var (_, import) = await _products.CsvAsync("externalId,sku,name,price\ntaken-2,taken,B,1\n", "source=taken");
        (await _products.VerdictsAsync(import)).ShouldHaveSingleItem().ShouldContain("which has the external id taken-1");
    }

    [Fact]
    public async Task A_count_says_what_lay_there_at_its_moment_and_counts_once()
    {
        await _products.CsvAsync("sku,name,price,stock\nCOUNTED,A,1,10\n");
        var product = await ProductAsync("COUNTED");

        // What comes in must come in after the count: in a later millisecond.
        var at = DateTimeOffset.UtcNow;
        SpinWait.SpinUntil(() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() > at.ToUnixTimeMilliseconds());
        using var moved = await fixture.App.Admin.PostAsync(
            $"/api/products/{product["id"]}/stock/movements",
            new StringContent(
                """{"operationId":"counted-1","kind":"receipt","quantity":5}""", System.Text.Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken
        );
        moved.EnsureSuccessStatusCode();
        var csv = $"sku,quantity,countedAt\nCOUNTED,7,{at:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\nnothing-counted,1,\n";
        var (_, import) = await fixture.Stock.CsvAsync(csv);
        ImportApi.Counts(import).ShouldBe((0, 1, 0, 1));
        ((long)(await ProductAsync("COUNTED"))["stock"]!["onHand"]!).ShouldBe(12, "7 lay there, and 5 came in since");
        ImportApi.Counts((await fixture.Stock.CsvAsync(csv)).Body).ShouldBe((0, 0, 1, 1));
        ImportApi.Counts((await fixture.Stock.CsvAsync("sku,quantity\ncounted,4\n")).Body).ShouldBe((0, 1, 0, 0));
        ImportApi.Counts((await fixture.Stock.CsvAsync("sku,quantity\ncounted,4\n")).Body).ShouldBe((0, 0, 1, 0));
        (await fixture.Stock.VerdictsAsync(import, "?outcome=refused"))
            .ShouldHaveSingleItem()
            .ShouldContain("sku: There is no product nothing-counted.");
    }

    [Theory]
    [InlineData("sku,quantity\n,4\n", "sku: Must be given")]
    [InlineData("sku,quantity\na,-4\n", "quantity: Must be a whole number")]
    [InlineData("sku,quantity,countedAt\na,4,yesterday\n", "countedAt: Must be written like")]
    [InlineData("sku,quantity,countedAt\na,4,2999-01-01\n", "countedAt: Must not be in the future.")]
    public async Task A_count_that_can_not_be_right_is_refused_with_the_reason(string csv, string reason)
    {
        var (_, import) = await fixture.Stock.CsvAsync(csv);
        (await fixture.Stock.VerdictsAsync(import)).ShouldHaveSingleItem().ShouldContain(reason);
    }

    private async Task<JsonNode> ProductAsync(string sku) =>
        (await _products.GetAsync($"products?sku={sku}"))["items"]!.AsArray().ShouldHaveSingleItem()!;
}
