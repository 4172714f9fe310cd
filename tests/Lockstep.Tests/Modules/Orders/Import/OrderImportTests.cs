using System.Text.Json.Nodes;
using Lockstep.Tests.Modules.Crm.Import;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Orders.Import;

/// <summary>What becomes of single rows of an import of orders.</summary>
[RunsOnEachStore]
public sealed class OrderImportTests(OrderImportFixture fixture) : IClassFixture<OrderImportFixture>
{
    private const string Header = "externalId,placedAt,sku,name,quantity,unitPrice,discount\n";
    private readonly ImportApi _api = fixture.Orders;

    [Fact]
    public async Task A_history_keeps_times_states_prices_and_leaves_the_stock_alone()
    {
        const string Csv = "externalId,placedAt,status,sku,name,quantity,unitPrice,discount\n"
            + "h-1,2010-12-01T08:26:00Z,SHIPPED,h-a,Lantern,6,2.555,0.1\n"
            + "h-1,2010-12-01T08:26:00Z,SHIPPED,H-A,Lantern,1,3,\n";
        (await fixture.Products.CsvAsync("sku,name,price,stock\nh-a,Lantern,4,10\n", "source=h")).Status.ShouldBe(200);
        var (_, import) = await _api.CsvAsync(Csv, "source=h&mode=history&currency=GBP");
        ImportApi.Counts(import).ShouldBe((2, 0, 0, 0));
        var order = await OrderAsync("h-1");
        ((string)order["placedAt"]!, (string)order["createdAt"]!).ShouldBe(("2010-12-01T08:26:00.000Z", "2010-12-01T08:26:00.000Z"));
        ((string)order["updatedAt"]!).ShouldNotStartWith("2010");
        ((string)order["status"]!, (string)order["currency"]!, (string)order["kind"]!, (long)order["version"]!).ShouldBe(
            ("SHIPPED", "GBP", "sale", 1));
        ((decimal)order["totalAmount"]!).ShouldBe(13.797m + 3);
        (await _api.VerdictsAsync(import)).ShouldBe([$"1,created,{order["id"]},,2,13.797", $"2,created,{order["id"]},,3,3"]);
        var product = (await _api.GetAsync("products?sku=h-a"))["items"]![0]!;
        ((long)product["stock"]!["onHand"]!, (long)product["stock"]!["reserved"]!).ShouldBe((10, 0));
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing()
    {
        const string Csv =
            Header
            + "again-1,2020-01-01,again-a,A,1,2,\nagain-2,2020-01-02,again-a,A,2,2,\n"
            + "again-1,2020-01-01,again-b,B,1,5,\nagain-1,2020-01-01,again-a,A,1,2,\n";
        ImportApi
            .Counts((await ImportAsync(Csv)).Body)
            .ShouldBe((4, 0, 0, 0), "the rows of one batch are put together wherever they stand");
        var before = (await OrderAsync("again-1")).ToJsonString();
        ImportApi.Counts((await ImportAsync(Csv)).Body).ShouldBe((0, 0, 4, 0));
        (await OrderAsync("again-1")).ToJsonString().ShouldBe(before);
    }

    [Fact]
    public async Task Rows_that_come_in_a_later_batch_go_behind_the_lines_that_are_there()
    {
        var others = string.Concat(Enumerable.Range(1, 1_200).Select(n => $"late-o{n},2020-01-01,late-a,A,1,1,\n"));
        var csv = $"{Header}late-1,2020-01-01,late-a,A,1,2,\n{others}late-1,2020-01-01,late-a,A,1,2,\n";
        var (_, import) = await ImportAsync(csv);
        ImportApi.Counts(import).ShouldBe((1_201, 1, 0, 0));
        var order = await OrderAsync("late-1");
        ((int)order["version"]!, order["items"]!.AsArray().Count, (decimal)order["totalAmount"]!).ShouldBe((2, 2, 4m));
        ImportApi.Counts((await ImportAsync(csv)).Body).ShouldBe((0, 0, 1_202, 0));
    }

    [Fact]
    public async Task Orders_and_lines_may_come_in_two_files()
    {
        const string Heads = "externalId,placedAt,reference\ntwo-1,1996-07-04,R1\ntwo-2,1996-07-05,R2\n";
        const string Lines = "externalId,sku,quantity,unitPrice\ntwo-1,two-a,2,3\ntwo-1,two-b,1,1\ntwo-2,two-a,1,3\n";
        ImportApi.Counts((await ImportAsync(Heads)).Body).ShouldBe((2, 0, 0, 0));
        ImportApi.Counts((await ImportAsync(Lines)).Body).ShouldBe((0, 3, 0, 0));
        ((decimal)(await OrderAsync("two-1"))["totalAmount"]!).ShouldBe(7m);
        ImportApi.Counts((await ImportAsync(Heads)).Body).ShouldBe((0, 0, 2, 0));
        ImportApi.Counts((await ImportAsync(Lines)).Body).ShouldBe((0, 0, 3, 0));
        ImportApi.Counts((await ImportAsync("externalId,reference\ntwo-2,R3\n")).Body).ShouldBe((0, 1, 0, 0));
        ((string)(await OrderAsync("two-2"))["reference"]!).ShouldBe("R3");
    }

    [Fact]
    public async Task A_file_with_other_lines_for_a_known_order_is_refused_row_by_row()
    {
        await ImportAsync(Header + "other-1,2020-01-01,other-a,A,1,2,\nother-1,2020-01-01,other-b,B,1,2,\n");
        var (_, import) = await ImportAsync(Header + "other-1,2020-01-01,other-a,A,9,2,\nother-1,2020-01-01,other-b,B,1,2,\n");
        ImportApi.Counts(import).ShouldBe((0, 0, 1, 1));
        (await _api.VerdictsAsync(import, "?outcome=refused")).ShouldHaveSingleItem().ShouldEndWith(",2,18");
    }

    [Fact]
    public async Task Returns_are_told_by_their_ids_and_count_what_comes_back()
    {
        var (_, import) = await _api.CsvAsync(
            Header + "C100,2020-01-01,ret-a,A,-3,2.5,\n100,2020-01-01,ret-a,A,-3,2.5,\n",
            "source=ret&mode=history&currency=EUR&products=create&returns=C");
        ImportApi.Counts(import).ShouldBe((1, 0, 0, 1));
        var order = await OrderAsync("C100");
        ((string)order["kind"]!, (decimal)order["totalAmount"]!, (long)order["items"]![0]!["quantity"]!).ShouldBe(("return", 7.5m, 3));
        (await _api.VerdictsAsync(import)).Select(line => line[(line.LastIndexOf(',') + 1)..]).ShouldBe(["-7.5", "-7.5"]);
    }

    [Theory]
    [InlineData("x,12/1/2010 8:26,bad-a,A,1,2,", "placedAt: Must be written like")]
    [InlineData("x,2999-01-01,bad-a,A,1,2,", "placedAt: Must not be in the future.")]
    [InlineData("x,,bad-a,A,1,2,", "placedAt: Must be given")]
    [InlineData(",2020-01-01,bad-a,A,1,2,", "externalId: Must be given")]
    [InlineData("x,2020-01-01,bad-a,A,1.5,2,", "quantity: Must be a whole number")]
    [InlineData("x,2020-01-01,bad-a,A,2000000,2,", "quantity: Must be a whole number")]
    [InlineData("x,2020-01-01,bad-a,A,,2,", "quantity: Must be a whole number")]
    [InlineData("x,2020-01-01,bad-a,A,-1,2,", "quantity: Is below 0")]
    [InlineData("x,2020-01-01,bad-a,A,1,-2,", "unitPrice: Must be a number from 0")]
    [InlineData("x,2020-01-01,bad-a,A,1,\"2,50\",", "unitPrice: Must be a number from 0")]
    [InlineData("x,2020-01-01,bad-a,A,1,2.00001,", "unitPrice: Must be a number from 0")]
    [InlineData("x,2020-01-01,bad-a,damages,1,0,", "unitPrice: Is 0, and nobody is named")]
    [InlineData("x,2020-01-01,bad-a,A,1,2,1.5", "discount: Must be a number from 0 to 1")]
    [InlineData("x,2020-01-01,,A,1,2,", "sku: Must be given")]
    public async Task A_row_that_can_not_be_right_is_refused_with_the_reason(string row, string reason)
    {
        var (_, import) = await ImportAsync($"{Header}{row}\n");
        ImportApi.Counts(import).ShouldBe((0, 0, 0, 1));
        (await _api.VerdictsAsync(import)).ShouldHaveSingleItem().ShouldContain(reason);
    }

    [Fact]
    public async Task What_a_row_names_must_be_there()
    {
        await fixture.Customers.CsvAsync("externalId,name\nnames-1,Ada\n", "source=names");
        var (_, import) = await _api.CsvAsync(
            "externalId,placedAt,customer,sku,quantity,unitPrice,status\n"
            + "n-1,2020-01-01,names-1,nothing,1,1,\nn-2,2020-01-01,names-2,names-a,1,1,\nn-3,2020-01-01,names-1,names-a,1,1,NEW\n",
            "source=names&mode=history&currency=EUR");
        var verdicts = await _api.VerdictsAsync(import);
        verdicts[0].ShouldContain("sku: There is no product nothing");
        verdicts[1].ShouldContain("customer: There is no customer names-2 of names");
        verdicts[2].ShouldContain("status: Its next steps would move stock");
        (await fixture.Products.CsvAsync("sku,name,price\nnames-a,Bolt,1\n")).Status.ShouldBe(200);
        (_, import) = await _api.CsvAsync(
            "externalId,placedAt,customer,sku,quantity,unitPrice\nn-4,2020-01-01,names-1,NAMES-A,1,0\n",
            "source=names&mode=history&currency=EUR");
        ImportApi.Counts(import).ShouldBe((1, 0, 0, 0), "what a named customer got for nothing is a line");
        ((string)(await OrderAsync("n-4"))["customerName"]!).ShouldBe("Ada");
    }

    [Theory]
    [InlineData("mode=place", "mode")]
    [InlineData("products=create", "products")]
    [InlineData("mode=history&dates=d.M.", "dates")]
    [InlineData("mode=history&zone=Nowhere/Land", "zone")]
    [InlineData("mode=history&currency=euro", "currency")]
    [InlineData("mode=history&products=all", "products")]
    public async Task A_parameter_that_can_not_be_meant_is_a_400_that_names_it(string query, string field)
    {
        var (status, body) = await _api.CsvAsync(Header, query);
        status.ShouldBe(400);
        body["errors"]![field].ShouldNotBeNull();
    }

    [Fact]
    public async Task Times_are_read_in_the_form_and_zone_that_were_named()
    {
        var (_, import) = await _api.CsvAsync(
            Header + "zone-1,7/1/2011 8:26,zone-a,A,1,2,\nzone-2,13/1/2011 8:26,zone-a,A,1,2,\n",
            "source=zone&mode=history&currency=EUR&products=create&dates=M/d/yyyy H:mm&zone=Europe/London");
        ImportApi.Counts(import).ShouldBe((1, 0, 0, 1));
        ((string)(await OrderAsync("zone-1"))["placedAt"]!).ShouldBe("2011-07-01T07:26:00.000Z");
    }

    private Task<(int Status, JsonNode Body)> ImportAsync(string csv) =>
        _api.CsvAsync(csv, "source=rows&mode=history&currency=EUR&products=create");

    private async Task<JsonNode> OrderAsync(string externalId) =>
        (await _api.GetAsync($"orders?externalId={externalId}"))["items"]!.AsArray().ShouldHaveSingleItem()!;
}
