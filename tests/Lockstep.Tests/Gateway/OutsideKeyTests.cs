using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway;

/// <summary>One record of another system is one record here, whichever door it comes through and however its key is spelled.</summary>
[RunsOnEachStore]
public sealed class OutsideKeyTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private TestApp App => fixture.App;

    [Fact]
    public async Task An_order_that_was_posted_is_found_by_an_import_and_by_a_second_post()
    {
        var product = await ProductAsync("OK-1");
        var order = $$"""{"externalId":"WEB-1001","source":"shop","items":[{"productId":{{product}},"quantity":2}]}""";
        var first = await App.PostAsync("/api/orders", order);
        ((string?)first.Body!["source"]).ShouldBe("shop");
        var second = await App.PostAsync("/api/orders", order);
        second.ShouldBeProblem(409, "the second");
        ((string)second.Body!["detail"]!).ShouldContain($"/api/orders/{first.Body["id"]}");
        for (var times = 0; times < 2; times++)
        {
            Counts(await CsvAsync("/api/orders/import?map=order=externalId", "order,source,sku,quantity\nWEB-1001,shop,OK-1,2\n"))
                .ShouldBe((0, 0, 1, 0));
        }

        (await App.PostAsync("/api/orders", order.Replace("WEB-1001", "\ufeff web-1001\u200b", StringComparison.Ordinal))).Status.ShouldBe(
            409);
        (await App.PostAsync("/api/orders", order.Replace("\"shop\"", "\"other\"", StringComparison.Ordinal))).Status.ShouldBe(201);
        (await App.GetAsync("/api/orders?externalId=web-1001&source=SHOP")).Items.Count.ShouldBe(1);
        (await App.GetAsync("/api/orders?externalId=WEB-1001")).Items.Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_order_of_no_system_in_particular_is_that_of_any()
    {
        var product = await ProductAsync("OK-2");
        var order = $$"""{"externalId":"WEB-2","items":[{"productId":{{product}},"quantity":2}]}""";
        (await App.PostAsync("/api/orders", order)).Status.ShouldBe(201);
        (await App.PostAsync("/api/orders", order)).Status.ShouldBe(409);
        Counts(await CsvAsync("/api/orders/import?source=shop", "externalId,sku,quantity\nWEB-2,OK-2,2\nWEB-3,OK-2,1\n"))
            .ShouldBe((1, 0, 1, 0));
        Counts(await CsvAsync("/api/orders/import?source=shop", "externalId,sku,quantity\n\"WEB-2\u00a0\",OK-2,9\n"))
            .ShouldBe((0, 0, 0, 1));
        (await App.PostAsync("/api/orders", order.Replace("WEB-2", "WEB-3", StringComparison.Ordinal))).Status.ShouldBe(409);
        ((long)(await App.GetAsync($"/api/products/{product}")).Body!["stock"]!["reserved"]!).ShouldBe(3);
    }

    [Fact]
    public async Task An_order_that_was_imported_is_refused_when_it_is_posted_until_it_is_gone()
    {
        var product = await ProductAsync("OK-3");
        Counts(await CsvAsync("/api/orders/import?source=shop", "externalId,sku,quantity\nGONE-1,OK-3,1\n")).ShouldBe((1, 0, 0, 0));
        var order = $$"""{"externalId":"gone-1","source":"Shop","items":[{"productId":{{product}},"quantity":1}]}""";
        var refused = await App.PostAsync("/api/orders", order);
        refused.ShouldBeProblem(409, "there");
        var imported = (await App.GetAsync("/api/orders?externalId=GONE-1")).Items.ShouldHaveSingleItem()!;
        (await App.Admin.SendAsync(HttpMethod.Delete, $"/api/orders/{imported["id"]}", null)).Status.ShouldBe(204);
        (await App.PostAsync("/api/orders", order)).Status.ShouldBe(201);
        Counts(await CsvAsync("/api/orders/import?source=shop", "externalId,sku,quantity\nGONE-1,OK-3,1\n")).ShouldBe((0, 0, 1, 0));
    }

    [Fact]
    public async Task A_product_of_another_system_is_there_once()
    {
        var made = await App.PostAsync("/api/products", """{"name":"pe","price":1,"externalId":"E1","source":"erp"}""");
        made.Status.ShouldBe(201);
        var again = await App.PostAsync("/api/products", """{"name":"pe","price":1,"externalId":" e1","source":"ERP"}""");
        again.ShouldBeProblem(409, "again");
        ((string)again.Body!["detail"]!).ShouldContain($"/api/products/{made.Body!["id"]}");
        (await App.PostAsync("/api/products", """{"name":"pe","price":1,"externalId":"E1"}""")).Status.ShouldBe(409);
        (await App.PostAsync("/api/products", """{"name":"pe","price":1,"externalId":"E1","source":"shop"}""")).Status.ShouldBe(201);
        Counts(await CsvAsync("/api/products/import?source=erp", "externalId,name,price\nE1,pe,2\n")).ShouldBe((0, 1, 0, 0));
        ((decimal)(await App.GetAsync($"/api/products/{made.Body["id"]}")).Body!["price"]!).ShouldBe(2);
        Counts(await CsvAsync("/api/products/stock/import?source=erp", "externalId,stock\ne1,7\n")).ShouldBe((0, 1, 0, 0));
    }

    [Theory]
    [InlineData("0017 ")]
    [InlineData("\u00a00017")]
    [InlineData("00\u200b17")]
    [InlineData("\ufeff0017")]
    [InlineData("0017\u202c")]
    public async Task A_sku_that_looks_like_another_is_that_one(string spelling)
    {
        await CsvAsync("/api/products/import", "sku,name,price,stock\n0017,Lamp,1.50,10\n");
        var again = Counts(await CsvAsync("/api/products/import", $"sku,name,price,stock\n\"{spelling}\",Lamp,1.50,10\n"));
        (again.Created, again.Refused).ShouldBe((0, 0));
        (
            await App.PostAsync(
                "/api/products",
                new JsonObject { ["sku"] = spelling, ["name"] = "Lamp", ["price"] = 1 }.ToJsonString())).Status.ShouldBe(409);
        (await App.GetAsync("/api/products?sku=" + Uri.EscapeDataString(spelling))).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task One_mailbox_is_one_customer()
    {
        var lines = new[]
        {
            """{"name":"Idn U","email":"info@müller-probe.example"}""", """{"name":"Idn A","email":"info@xn--mller-probe-thb.example"}""",
            """{"name":"Inv","email":"info@müller-probe.example\u200b"}""", """{"name":"Case","email":"INFO@MÜLLER-PROBE.EXAMPLE"}""",
        };
        var import = await SendAsync("/api/customers/import", "application/x-ndjson", string.Join('\n', lines));
        (Counts(import).Created, Counts(import).Refused).ShouldBe((1, 0));
        (await App.PostAsync("/api/customers", lines[1])).Status.ShouldBe(409);
        foreach (var wrong in new[] { "mailto:link@example.com", "<angle@example.com>", "a@b..c" })
        {
            var refused = await App.PostAsync("/api/customers", $$"""{"name":"Link","email":"{{wrong}}"}""");
            refused.ShouldBeProblem(400, wrong);
            refused.Blamed.ShouldBe(["email"]);
        }

        (await App.PostAsync("/api/customers", """{"name":"\u200b","email":"iv5@example.com"}""")).Blamed.ShouldBe(["name"]);
    }

    [Fact]
    public async Task A_plus_that_was_read_as_a_blank_is_a_fault()
    {
        await App.AddCustomerAsync("""{"name":"Plus","email":"plus+tag@example.com"}""");
        (await App.GetAsync("/api/customers?email=plus%2Btag@example.com")).Items.Count.ShouldBe(1);
        var refused = await App.GetAsync("/api/customers?email=plus+tag@example.com");
        refused.ShouldBeProblem(400, "a blank");
        ((string)refused.Body!["errors"]!["email"]![0]!).ShouldContain("%2B");
    }

    [Fact]
    public async Task A_currency_may_be_written_small()
    {
        var made = await App.PostAsync("/api/products", """{"name":"Small","price":1,"currency":"usd","stock":9}""");
        ((string?)made.Body!["currency"]).ShouldBe("USD");
        Counts(await CsvAsync("/api/products/import", "sku,name,price,currency\nLCUR-1,Lower,10,usd\nLCUR-2,Spaced,10, EUR\n"))
            .ShouldBe((2, 0, 0, 0));
        var order = await App.PostAsync("/api/orders", $$"""{"currency":"usd","items":[{"productId":{{made.Body["id"]}},"quantity":1}]}""");
        ((string?)order.Body!["currency"]).ShouldBe("USD", order.Body.ToJsonString());
        ((string?)(await App.PostAsync("/api/products", """{"name":"Word","price":1,"status":"Inactive"}""")).Body!["status"]).ShouldBe(
            "inactive");
    }

    private async Task<long> ProductAsync(string sku)
    {
        var made = await App.PostAsync("/api/products", $$"""{"name":"{{sku}}","sku":"{{sku}}","price":1,"stock":100}""");
        made.Status.ShouldBe(201, made.Body?.ToJsonString());
        return (long)made.Body!["id"]!;
    }

    private Task<JsonNode> CsvAsync(string path, string csv) => SendAsync(path, "text/csv", csv);

    private async Task<JsonNode> SendAsync(string path, string type, string text)
    {
        using var content = new StringContent(text, Encoding.UTF8, type);
        var answer = await App.Admin.SendContentAsync(HttpMethod.Post, path, content);
        answer.Status.ShouldBe(200, answer.Body?.ToJsonString());
        return answer.Body!;
    }

    private static (int Created, int Updated, int Unchanged, int Refused) Counts(JsonNode import) =>
        ((int)import["created"]!, (int)import["updated"]!, (int)import["unchanged"]!, (int)import["refused"]!);
}
