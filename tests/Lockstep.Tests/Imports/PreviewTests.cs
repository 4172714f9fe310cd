using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Tests.Modules.Crm.Import;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Imports;

/// <summary>What an import would do is told before it does it.</summary>
[RunsOnEachStore]
public sealed class PreviewTests(ImportFixture fixture) : IClassFixture<ImportFixture>
{
    private readonly ImportApi _api = fixture.Api;

    [Fact]
    public async Task Each_row_hears_what_would_become_of_it_and_nothing_is_changed()
    {
        await _api.CsvAsync("externalId,name,phone\np-1,Ada,1\np-2,Bo,2\n", "source=preview");
        var before = await _api.CountAsync();
        var (status, told) = await PreviewAsync(
            "customers", "externalId;name;phone;Fax\np-1;Ada;1;\np-2;Bo;3;\np-3;Cy;4;\np-4;Di;5;\n;;;7\np-4;Di;5;\n", "source=preview");
        status.ShouldBe(200, told.ToJsonString());
        var rows = told["rows"]!.AsArray();
        rows.Select(static row => (string)row!["outcome"]!)
            .ShouldBe(["unchanged", "updated", "created", "created", "refused", "unchanged"]);
        ((string)rows[1]!["message"]!, (string)rows[1]!["values"]!["phone"]!).ShouldBe(("phone", "3"));
        rows[2]!["recordId"].ShouldBeNull();
        told["columns"]!.ToJsonString().ShouldBe(
            """[{"name":"externalId","field":"externalId"},{"name":"name","field":"name"},{"name":"phone","field":"phone"},{"name":"Fax","field":null}]""");
        ((string)told["readAs"]!["separator"]!, (bool)told["hasMore"]!).ShouldBe((";", false));
        ((await _api.CountAsync()) - before).ShouldBe(0);
        ((string)(await _api.CustomerAsync("p-2"))["phone"]!).ShouldBe("2");
    }

    [Fact]
    public async Task A_header_that_nobody_knows_is_shown_so_that_a_person_can_say_what_it_is()
    {
        var (status, told) = await PreviewAsync("customers", "Kundenname,Ort\nAda,Rom\n");
        (status, told["rows"]!.AsArray().Count).ShouldBe((200, 0));
        ((string)told["problem"]!).ShouldContain("No column is known");
        told["columns"]!.AsArray().Select(static column => (string)column!["name"]!).ShouldBe(["Kundenname", "Ort"]);
        told["fields"]!.AsArray().Select(static field => (string)field!).ShouldContain(static field => field == "organisation");
        var (_, mapped) = await PreviewAsync("customers", "Kundenname,Ort\nAda,Rom\n", "map=Kundenname%3Dname,Ort%3Dcity");
        mapped["rows"]![0]!["values"]!.ToJsonString().ShouldBe("""{"name":"Ada","city":"Rom"}""");
    }

    [Fact]
    public async Task Only_the_first_rows_are_tried()
    {
        var (_, told) = await PreviewAsync(
            "customers", $"name\n{string.Concat(Enumerable.Range(1, 150).Select(row => $"Preview {row}\n"))}");
        (told["rows"]!.AsArray().Count, (bool)told["hasMore"]!).ShouldBe((100, true));
    }

    [Fact]
    public async Task Products_stock_and_tickets_are_tried_too()
    {
        await new ImportApi(_api.Http, "products").CsvAsync("sku,name,price,stock\nPRE-1,Nut,1,5\n");
        (await OutcomesAsync("products", "sku,name,price\nPRE-1,Nut,2\nPRE-2,Bolt,1\n")).ShouldBe(["updated", "created"]);
        (await OutcomesAsync("products/stock", "sku,quantity\nPRE-1,5\nPRE-1,7\nPRE-9,1\n")).ShouldBe(["unchanged", "updated", "refused"]);
        (await OutcomesAsync("tickets", "externalId,email,subject\npre-1,a@example.com,x\n,b@example.com,y\n"))
            .ShouldBe(["created", "refused"]);
        (await _api.GetAsync("products?sku=PRE-2"))["items"]!.AsArray().Count.ShouldBe(0);
        (await _api.GetAsync("tickets?externalId=pre-1"))["items"]!.AsArray().Count.ShouldBe(0);
    }

    [Fact]
    public async Task An_order_that_is_tried_holds_no_stock_and_makes_no_product()
    {
        await new ImportApi(_api.Http, "products").CsvAsync("sku,name,price,stock\nPRE-7,Nut,1,5\n");
        (await OutcomesAsync("orders", "externalId,sku,quantity\npre-a,PRE-7,2\npre-b,PRE-8,1\n")).ShouldBe(["created", "refused"]);
        (await OutcomesAsync(
            "orders", "externalId,sku,name,quantity,unitPrice,placedAt\npre-c,PRE-9,Screw,2,3,2026-01-31T09:30:00Z\n",
            "mode=history&products=create&currency=EUR&keepIds=yes")).ShouldBe(["created"]);
        (await _api.GetAsync("orders?externalId=pre-a"))["items"]!.AsArray().Count.ShouldBe(0);
        (await _api.GetAsync("products?sku=PRE-9"))["items"]!.AsArray().Count.ShouldBe(0);
        ((int)(await _api.GetAsync("products?sku=PRE-7"))["items"]![0]!["stock"]!["reserved"]!).ShouldBe(0);
    }

    private async Task<IEnumerable<string>> OutcomesAsync(string resource, string csv, string query = "") =>
        (await PreviewAsync(resource, csv, query)).Body["rows"]!.AsArray().Select(static row => (string)row!["outcome"]!).ToList();

    private async Task<(int Status, JsonNode Body)> PreviewAsync(string resource, string csv, string query = "")
    {
        using var content = new StringContent(csv, Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var answer = await _api.Http.PostAsync($"/api/{resource}/import/preview?{query}", content);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }
}
