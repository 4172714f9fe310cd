using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Tests.Modules.Crm.Import;
using Lockstep.Tests.Modules.Orders.Import;

namespace Lockstep.Tests.Imports;

/// <summary>How a file writes letters, numbers and times is said, or follows from the whole file; it is never taken by the cell.</summary>
public sealed class WrittenFormTests(OrderImportFixture fixture) : IClassFixture<OrderImportFixture>
{
    private const string Pumps =
        "externalId;sku;name;price\nTD1;TD-1;Pump small;12,50\nTD2;TD-2;Pump big;1.250\nTD3;TD-3;Pump huge;1.234,56\n";
    private static readonly Encoding Cyrillic = CodePagesEncodingProvider.Instance.GetEncoding(1251)!;

    [Fact]
    public async Task Prices_with_decimal_commas_and_thousands_are_taken_when_the_caller_says_so()
    {
        var (status, problem) = await fixture.Products.CsvAsync(Pumps, "source=td");
        status.ShouldBe(400);
        var said = problem["errors"]!["decimal"]!.ToJsonString();
        said.ShouldContain("12,50");
        said.ShouldContain("1.250");
        (await fixture.Products.GetAsync("products?externalId=TD1"))["total"]!.GetValue<int>().ShouldBe(0);
        (await fixture.Products.GetAsync("products?externalId=TD2"))["total"]!.GetValue<int>().ShouldBe(0);
        var (_, import) = await fixture.Products.CsvAsync(Pumps, "source=td&decimal=,");
        ImportApi.Counts(import).ShouldBe((3, 0, 0, 0));
        ((string)import["readAs"]!["decimal"]!, (string)import["readAs"]!["decimalFrom"]!).ShouldBe((",", "given"));
        (await PricesAsync("TD-1", "TD-2", "TD-3")).ShouldBe([12.5m, 1250m, 1234.56m]);
    }

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("decimal=.", 2, 0)]
    public async Task A_text_in_JSON_that_can_be_two_numbers_is_none_unless_the_caller_says(string query, int created, int refused)
    {
        var set = $"JT{query.Length}";
        var (_, import) = await fixture.Products.SendAsync(
            Encoding.UTF8.GetBytes(
                $$"""[{"sku":"{{set}}-1","name":"A","price":"1.250"},{"sku":"{{set}}-2","name":"B","price":"12.50"}]"""),
            query, "application/json");
        ImportApi.Counts(import).ShouldBe((created, 0, 0, refused), import.ToJsonString());
    }

    [Theory]
    [InlineData("sku;name;price\n{0}-1;A;12,50\n{0}-2;B;7\n", "", ",", "guessed", new[] { 12.5, 7 })]
    [InlineData("sku;name;price\n{0}-1;A;12.50\n{0}-2;B;1.125\n", "", ".", "guessed", new[] { 12.5, 1.125 })]
    [InlineData("sku,name,price\n{0}-1,A,1.125\n{0}-2,B,7\n", "", ".", "guessed", new[] { 1.125, 7 })]
    [InlineData("sku,name,price\n{0}-1,A,5\n{0}-2,B,7\n", "", ".", "default", new[] { 5, 7.0 })]
    [InlineData("sku;name;price\n{0}-1;A;1,250\n{0}-2;B;1 234 567\n", "decimal=.", ".", "given", new[] { 1250, 1234567.0 })]
    [InlineData("sku\tname\tprice\n{0}-1\tA\t1.234.567\n{0}-2\tB\t1'000,5\n", "", ",", "guessed", new[] { 1234567, 1000.5 })]
    public async Task The_answer_says_which_sign_was_taken_and_why(string csv, string query, string sign, string from, double[] prices)
    {
        var set = $"W{(csv + query).GetHashCode(StringComparison.Ordinal):X8}";
        var (status, import) = await fixture.Products.CsvAsync(csv.Replace("{0}", set, StringComparison.Ordinal), query);
        status.ShouldBe(200, import.ToJsonString());
        ((string)import["readAs"]!["decimal"]!, (string)import["readAs"]!["decimalFrom"]!).ShouldBe((sign, from));
        (await PricesAsync($"{set}-1", $"{set}-2")).ShouldBe(prices.Select(price => (decimal)price));
    }

    [Theory]
    [InlineData("sku;name;price\nAM-1;A;5\nAM-2;B;1.250\n")]
    [InlineData("sku;name;price\nAM-1;A;5\nAM-2;B;1,250\n")]
    [InlineData("sku;name;price\nAM-1;A;9.50\nAM-2;B;1,250\n")]
    [InlineData("sku,name,price\nAM-1,A,\"9,50\"\nAM-2,B,1.250\n")]
    [InlineData("sku|name|price\nAM-1|A|1.250\n")]
    public async Task A_file_whose_numbers_can_be_read_in_two_ways_is_refused_before_its_first_row(string csv)
    {
        var (status, problem) = await fixture.Products.CsvAsync(csv, "run=ambiguous");
        (status, problem["errors"]!["decimal"] is not null).ShouldBe((400, true));
        (await fixture.Products.GetAsync("products?sku=AM-1"))["total"]!.GetValue<int>().ShouldBe(0);
        (await fixture.Products.StatusAsync("products/imports?run=ambiguous")).ShouldBe(404);
    }

    [Fact]
    public async Task A_number_that_the_said_form_does_not_have_is_a_refused_row()
    {
        var (_, import) = await fixture.Products.CsvAsync("sku;name;price;stock\nSF-1;A;12.50;1\nSF-2;B;12,50;1\nSF-3;C;1;1.25\n",
            "decimal=,");
        ImportApi.Counts(import).ShouldBe((1, 0, 0, 2));
        (await fixture.Products.VerdictsAsync(import))[0].ShouldContain("with a comma before its decimals; it is '12.50'");
    }

    [Fact]
    public async Task Letters_that_make_no_sense_are_never_taken_and_the_charset_can_be_said()
    {
        var file = Cyrillic.GetBytes("externalId,name,city\ncy-1,Иван Проверкин,Москва\ncy-2,Anna,Ufa\n");
        var (status, problem) = await fixture.Customers.SendAsync(file, "source=cy");
        status.ShouldBe(400);
        problem["errors"]!["charset"]!.ToJsonString().ShouldContain("windows-1251");
        (await fixture.Customers.GetAsync("customers?source=cy"))["total"]!.GetValue<int>().ShouldBe(0);
        var (_, import) = await fixture.Customers.SendAsync(file, "source=cy&charset=windows-1251");
        ((string)import["readAs"]!["charset"]!, (string)import["readAs"]!["charsetFrom"]!).ShouldBe(("windows-1251", "given"));
        ((string)(await fixture.Customers.CustomerAsync("cy-1"))["name"]!).ShouldBe("Иван Проверкин");
        (await fixture.Customers.SendAsync(Cyrillic.GetBytes("Имя,externalId\nИван,cy-3\n"))).Body["errors"]!["charset"].ShouldNotBeNull();
        (await fixture.Customers.SendAsync(file, "charset=klingon")).Body["errors"]!["charset"].ShouldNotBeNull();
    }

    [Theory]
    [InlineData("Müller & Söhne, São Paulo, L’Haÿ-les-Roses, ÉCOLE, l·l, 5 € “x”", true)]
    [InlineData("Ångström Žižek ŠKODA Œuvre", true)]
    [InlineData("ø æ å", true)]
    public async Task What_Windows_1252_writes_is_taken_and_told_as_a_guess(string name, bool isTaken)
    {
        var windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        var id = $"we-{name.Length}";
        var (status, import) = await fixture.Customers.SendAsync(windows.GetBytes($"externalId,name\n{id},\"{name}\"\n"));
        (status is 200).ShouldBe(isTaken, import.ToJsonString());
        ((string)import["readAs"]!["charsetFrom"]!, (string)import["readAs"]!["charset"]!).ShouldBe(("guessed", "windows-1252"));
        ((string)(await fixture.Customers.CustomerAsync(id))["name"]!).ShouldBe(name);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public async Task UTF_16_without_a_mark_is_recognised(string charset)
    {
        var file = Encoding.GetEncoding(charset).GetBytes($"externalId,name\r\nuw-{charset},Zoë Иван\r\n");
        var (status, import) = await fixture.Customers.SendAsync(file);
        status.ShouldBe(200, import.ToJsonString());
        ((string)(await fixture.Customers.CustomerAsync($"uw-{charset}"))["name"]!).ShouldBe("Zoë Иван");
    }

    [Theory]
    [InlineData("2026-03-29 10:00:00+02", "", "2026-03-29T08:00:00.000Z")]
    [InlineData("2026-03-29 10:00:00.5+00", "", "2026-03-29T10:00:00.500Z")]
    [InlineData("2026-03-29 10:00:00 +0200", "", "2026-03-29T08:00:00.000Z")]
    [InlineData("2026-03-29 10:00:00.123456789 UTC", "", "2026-03-29T10:00:00.123Z")]
    [InlineData("2026-03-29 10:00:00+02", "dates=yyyy-MM-dd HH:mm:sszz", "2026-03-29T08:00:00.000Z")]
    [InlineData("29.03.26 10:00 +0200", "dates=dd.MM.yy HH:mm zzz", "2026-03-29T08:00:00.000Z")]
    [InlineData("29.03.26", "dates=dd.MM.yy&zone=Europe/Berlin", "2026-03-28T23:00:00.000Z")]
    [InlineData("1774778400", "dates=epoch", "2026-03-29T10:00:00.000Z")]
    [InlineData("1774778400500", "dates=epoch-ms", "2026-03-29T10:00:00.500Z")]
    [InlineData("46110.416666666664", "dates=excel", "2026-03-29T10:00:00.000Z")]
    public async Task Times_are_taken_as_other_systems_write_them(string time, string query, string instant)
    {
        await fixture.Products.CsvAsync("sku,name,price\nPG-SKU,Any,1\n");
        var id = $"t-{time}-{query.Length}";
        var (status, import) = await fixture.Orders.CsvAsync(
            $"externalId,sku,quantity,unitPrice,placedAt\n{id},PG-SKU,1,10,{time}\n",
                $"mode=history&currency=EUR&{query.Replace("+", "%2B", StringComparison.Ordinal)}");
        status.ShouldBe(200, import.ToJsonString());
        (await fixture.Orders.VerdictsAsync(import)).ShouldHaveSingleItem().ShouldContain("created");
        var order = (await fixture.Orders.GetAsync($"orders?externalId={Uri.EscapeDataString(id)}"))["items"]![0]!;
        ((string)order["placedAt"]!).ShouldBe(instant);
    }

    [Fact]
    public async Task An_hour_that_never_was_is_called_by_its_name()
    {
        var (_, import) = await fixture.Orders.CsvAsync(
            "externalId,sku,quantity,unitPrice,placedAt\nGH1,PG-SKU,1,10,2026-03-29 02:30\n",
                "mode=history&currency=EUR&zone=Europe/Berlin");
        (await fixture.Orders.VerdictsAsync(import)).ShouldHaveSingleItem().ShouldContain(
            "There was no 02:30 on 2026-03-29 in Europe/Berlin");
    }

    private async Task<List<decimal>> PricesAsync(params string[] skus)
    {
        var prices = new List<decimal>();
        foreach (var sku in skus)
        {
            var product = (await fixture.Products.GetAsync($"products?sku={sku}"))["items"]!.AsArray().ShouldHaveSingleItem()!;
            prices.Add((decimal)product["price"]!);
        }

        return prices;
    }
}
