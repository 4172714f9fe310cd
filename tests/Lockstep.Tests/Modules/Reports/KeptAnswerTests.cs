using System.Text;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Reports;

/// <summary>What is answered from memory is what the facts say now, and names are told to those alone who may see them.</summary>
[RunsOnEachStore]
public sealed class KeptAnswerTests
{
    private const string Year = "from=2024-01-01&to=2025-01-01";

    [Fact]
    public async Task A_question_that_was_asked_before_is_answered_anew_after_each_change_of_its_facts()
    {
        await using var app = await StartAsync();
        await ChangesAsync(app, $"sales?by=month&{Year}", "2024-02 1 0 20 0 20 0",
            () => ImportAsync(app, "2,c1,2024-02-03T10:00:00Z,2,BOLT"));
        await ChangesAsync(app, $"sales?by=country&{Year}", "Sweden 2 0 30 0 30",
            () => PatchAsync(app, "customers/1", """{"address":{"country":"Sweden"}}"""));
        await ChangesAsync(app, $"sales?by=product&{Year}", "1 BOLT Screw 3 0 30 0 30",
            () => PatchAsync(app, "products/1", """{"name":"Screw"}"""));
        await ChangesAsync(app, $"products?rank=slow&{Year}", "1 BOLT Nail 3 0",
            () => PatchAsync(app, "products/1", """{"name":"Nail"}"""));
        await ChangesAsync(app, $"sales?by=customer&{Year}", "1 Ada 2 0 30 0 30",
            () => PatchAsync(app, "customers/1", """{"name":"Ada"}"""));
        await ChangesAsync(app, $"cohorts?{Year}", "2024-01 2024-03 2 1 1", () => ImportAsync(app, "3,c1,2024-03-03T10:00:00Z,1,BOLT"));
        await ChangesAsync(app, $"customers?by=month&{Year}", "2024-04 0 1 0", () => ImportAsync(app, "4,c2,2024-04-03T10:00:00Z,1,BOLT"));
        await ChangesAsync(app, $"stock?{Year}", "1 BOLT Nail 7 0 7 5 512.4", () => PatchAsync(app, "products/1", """{"stock":7}"""));
        await TicketAsync(app);
        await ChangesAsync(app, "tickets?by=priority&range=today", "normal 2 2 0 - - 0 0 - - 0", () => TicketAsync(app));
        await ChangesAsync(app, "tickets?by=priority&range=today", "normal 1 1 0 - - 0 0 - - 0",
            async () => (await app.Admin.SendAsync(HttpMethod.Delete, "/api/tickets/1", null)).Status.ShouldBe(204));
    }

    [Fact]
    public async Task A_range_that_nothing_happened_in_since_is_the_same_answer_and_another_currency_is_a_series_of_its_own()
    {
        await using var app = await StartAsync();
        const string Path = $"sales?by=customer&{Year}";
        (await RowsAsync(app, Path)).ShouldBe(["1 One 1 0 10 0 10"]);
        await app.ImportAsync("orders", "source=t&mode=history", Encoding.UTF8.GetBytes(
            "externalId,customer,placedAt,quantity,sku,unitPrice,currency\n9,c2,2024-05-01T00:00:00Z,1,BOLT,7,USD\n"));
        await TestApp.EventuallyAsync(
            async () => (await app.ReadAsync($"/api/reports/{Path}"))["series"]!.AsArray()
                .Select(static series => $"{series!["currency"]} {series["rows"]![0]![6]}")
                .SequenceEqual(["EUR 10", "USD 7"], StringComparer.Ordinal),
            "both currencies are there");
        (await RowsAsync(app, "sales?by=customer&from=2024-01-01&to=2024-02-01")).ShouldBe(["1 One 1 0 10 0 10"]);
    }

    [Fact]
    public async Task Names_are_told_to_those_alone_who_may_see_them_whoever_asked_before()
    {
        await using var app = await StartAsync();
        (await RowsAsync(app, $"sales?by=customer&{Year}")).ShouldBe(["1 One 1 0 10 0 10"]);
        (await RowsAsync(app, $"sales?by=product&{Year}")).ShouldBe(["1 BOLT Bolt 1 0 10 0 10"]);
        foreach (var (scopes, customer, product, stock) in ((string, string, string, string)[])
            [
                (""" "reports:read" """, "1 - 1 0", "1 - - 1 0", "1 - - 5"),
                (""" "reports:read","customers:read" """, "1 One 1 0", "1 - - 1 0", "1 - - 5"),
                (""" "reports:read","products:read" """, "1 - 1 0", "1 BOLT Bolt 1 0", "1 BOLT Bolt 5"),
            ])
        {
            using var narrow = await NarrowAsync(app, scopes);
            (await RowAsync(narrow, $"sales?by=customer&{Year}")).ShouldStartWith(customer);
            (await RowAsync(narrow, $"sales?by=product&{Year}")).ShouldStartWith(product);
            (await RowAsync(narrow, $"products?{Year}")).ShouldStartWith(product);
            (await RowAsync(narrow, $"products?rank=slow&{Year}")).ShouldStartWith(product);
            (await RowAsync(narrow, $"stock?{Year}")).ShouldStartWith(stock);
            var csv = await narrow.GetStringAsync($"/api/reports/sales.csv?by=customer&{Year}", TestContext.Current.CancellationToken);
            csv.Contains("One", StringComparison.Ordinal).ShouldBe(customer.Contains("One", StringComparison.Ordinal));
        }
    }

    private static async Task<TestApp> StartAsync()
    {
        var app = await TestApp.StartAsync();
        await app.ReadAsync("/api/reports/sales");
        await app.ImportAsync("customers", "source=t", "externalId,name,country\nc1,One,Norway\nc2,Two,Norway\n"u8.ToArray());
        await app.ImportAsync("products", "source=t", "sku,name,price,currency,stock\nBOLT,Bolt,10,EUR,5\n"u8.ToArray());
        await ChangesAsync(app, $"sales?by=month&{Year}", "2024-01 1 0 10 0 10 0",
            () => ImportAsync(app, "1,c1,2024-01-03T10:00:00Z,1,BOLT"));
        await TestApp.EventuallyAsync(
            async () => (await RowsAsync(app, $"sales?by=product&{Year}"))
                .SequenceEqual(["1 BOLT Bolt 1 0 10 0 10"], StringComparer.Ordinal),
            "products are known");
        return app;
    }

    /// <summary>Asks, changes something, and waits until the same question has the other answer.</summary>
    private static async Task ChangesAsync(TestApp app, string path, string row, Func<Task> change)
    {
        (await RowsAsync(app, path)).Contains(row, StringComparer.Ordinal).ShouldBeFalse();
        await change();
        IReadOnlyList<string> told = [];
        try
        {
            await TestApp.EventuallyAsync(async () => (told = await RowsAsync(app, path)).Contains(row, StringComparer.Ordinal), path);
        }
        catch (TimeoutException)
        {
            told.ShouldBe([row], $"the rows of {path}");
        }
    }

    private static async Task<IReadOnlyList<string>> RowsAsync(TestApp app, string path)
    {
        var report = await app.ReadAsync($"/api/reports/{path}");
        return report["series"]!.AsArray().Count == 0 ? [] : report.Rows();
    }

    private static async Task<string> RowAsync(HttpClient client, string path)
    {
        var answer = await client.SendAsync(HttpMethod.Get, $"/api/reports/{path}", null);
        answer.Status.ShouldBe(200, answer.Body?.ToJsonString());
        return answer.Body!.Rows()[0];
    }

    private static Task ImportAsync(TestApp app, string order) => app.ImportAsync(
        "orders", "source=t&mode=history",
        Encoding.UTF8.GetBytes($"externalId,customer,placedAt,quantity,sku,unitPrice,currency\n{order},10,EUR\n"));

    private static async Task PatchAsync(TestApp app, string path, string json) =>
        (await app.Admin.SendAsync(HttpMethod.Patch, $"/api/{path}", json)).Status.ShouldBe(200);

    private static async Task TicketAsync(TestApp app) =>
        (await app.PostAsync("/api/tickets", """{"customerId":1,"subject":"Help"}""")).Status.ShouldBe(201);

    /// <summary>A client with the role of an auditor, narrowed.</summary>
    private static async Task<HttpClient> NarrowAsync(TestApp app, string scopes)
    {
        var made = await app.PostAsync("/api/clients", $$"""{"name":"{{scopes.Length}}","roles":["auditor"],"scopes":[{{scopes}}]}""");
        made.Status.ShouldBe(201, made.Body?.ToJsonString());
        var key = await app.PostAsync($"/api/clients/{made.Body!["client"]!["id"]}/keys", """{"name":"k"}""");
        key.Status.ShouldBe(201, key.Body?.ToJsonString());
        var client = new HttpClient { BaseAddress = app.Address };
        client.DefaultRequestHeaders.Add("X-Api-Key", (string)key.Body!["secret"]!);
        return client;
    }
}
