using System.Text;
using System.Text.RegularExpressions;
using Lockstep.Tests.Support;
using Lockstep.Tests.Tidy;

namespace Lockstep.Tests.Modules.Orders.Import;

/// <summary>The page on moving from a shop, run as it stands there.</summary>
public sealed partial class MovingFromAShopTests
{
    [Fact]
    public async Task The_queries_and_commands_of_the_page_move_a_shop_in_the_middle_of_its_business()
    {
        Assert.SkipUnless(MariaShop.IsThere, "There is no MariaDB here; apt install mariadb-server-core mariadb-client-core.");
        var page = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "docs/moving-from-a-shop.md"), TestContext.Current.CancellationToken);
        var queries = Query().Matches(page).ToDictionary(
            static match => match.Groups["name"].Value, static match => match.Groups["sql"].Value, StringComparer.Ordinal);
        await using var shop = await MariaShop.OpenAsync();
        await using var app = await TestApp.StartAsync();
        for (var runs = 0; runs < 2; runs++)
        {
            foreach (Match command in Command().Matches(page))
            {
                var rows = await shop.QueryAsync(queries[command.Groups["file"].Value]);
                var counts = await ImportAsync(app, command.Groups["resource"].Value, command.Groups["options"].Value, rows);
                counts.ShouldBe(runs == 0 ? (rows.Split('\n').Length - 1, 0, 0) : (0, rows.Split('\n').Length - 1, 0), command.Value);
            }
        }

        await ShouldGoOnAsync(app);
    }

    private static async Task ShouldGoOnAsync(TestApp app)
    {
        (await OrdersAsync(app, "")).ShouldBe([
            "101 COMPLETED PO-1 ERP-1 9 EUR 7", "102 CANCELLED   20 EUR 9", "205 NEW PO-2  33.85 EUR 7", "206 PROCESSING  ERP-2 40 EUR 9",
            "207 SHIPPED  ERP-3 4.95 EUR 7",
        ]);
        (await app.GetAsync("/api/products?sort=sku")).Items.Select(static one => one!["stock"]!.ToJsonString()).ShouldBe([
            """{"onHand":8,"reserved":3,"available":5}""", """{"onHand":3,"reserved":3,"available":0}""",
        ]);
        ((string?)(await app.GetAsync("/api/customers?q=zoe@example.com")).Items.Single()!["name"]).ShouldBe("Zoë \"Zed\" Müller");
        var pulled = await app.PostAsync("/api/orders/pull", "{}");
        pulled.Items.Select(static item => (long)item!["order"]!["id"]!).ShouldBe([205], "the ERP has the others");
        (await app.Admin.SendAsync(HttpMethod.Put, "/api/orders/206/status", """{"status":"SHIPPED"}""")).Status.ShouldBe(200);
        (await app.GetAsync("/api/products?sku=POT-1")).Items.Single()!["stock"]!.ToJsonString()
            .ShouldBe("""{"onHand":1,"reserved":1,"available":0}""");
    }

    private static async Task<IEnumerable<string>> OrdersAsync(TestApp app, string filter)
    {
        var customers = (await app.GetAsync("/api/customers")).Items
            .ToDictionary(static one => (long)one!["id"]!, static one => (string?)one!["externalId"]);
        return (await app.GetAsync($"/api/orders?sort=id{filter}")).Items.Select(
            one => $"{one!["id"]} {one["status"]} {one["reference"]} {one["erpReference"]} {one["totalAmount"]} {one["currency"]} "
                + customers[(long)one["customerId"]!]);
    }

    private static async Task<(long Created, long Unchanged, long Refused)> ImportAsync(
        TestApp app, string resource, string options, string rows)
    {
        var query = string.Join(
            '&', Option().Matches(options).Select(static one => $"{one.Groups["name"].Value}={one.Groups["value"].Value}"));
        using var content = new StringContent(rows, Encoding.UTF8, "application/x-ndjson");
        var answer = await app.Admin.SendContentAsync(HttpMethod.Post, $"/api/{resource}/import?{query}", content);
        answer.Status.ShouldBe(200, answer.Body?.ToJsonString());
        var body = answer.Body!;
        return ((long)body["created"]!, (long)body["unchanged"]!, (long)body["refused"]!);
    }

    [GeneratedRegex("`(?<name>[a-z]+)\\.sql`\n\n```sql\n(?<sql>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Query();

    [GeneratedRegex(
        "^lockstep import (?<resource>[a-z]+) (?<file>[a-z]+)\\.ndjson(?<options>.*)$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Command();

    [GeneratedRegex("--(?<name>[A-Za-z]+) (?<value>[^ ]+)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Option();
}
