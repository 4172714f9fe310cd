using System.Text.Json.Nodes;
using Lockstep.Contracts.Systems;
using Lockstep.Tests.Gateway;
using Lockstep.Tests.Modules.Crm.Import;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Support;

/// <summary>Other doors to tickets: files and flows; and customers who go.</summary>
[RunsOnEachStore]
public sealed class TicketDoorsTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private TestApp App => fixture.App;

    [Fact]
    public async Task A_file_makes_tickets_once_and_an_export_gives_them_back()
    {
        var customer = await App.AddCustomerAsync("""{"name":"Ida","email":"ida@example.com"}""");
        var api = new ImportApi(App.Admin, "tickets");
        const string Csv = """
            Ticket ID,Email,Title,Body,Priority,Status,Labels
            T-1,IDA@example.com,Lamp broken,"It fell,
            twice",HIGH,processing,"b, a"
            T-2,nobody@example.com,Bill,,normal,closed,
            T-3,ida@example.com,,,normal,open,
            ,ida@example.com,No number,,normal,open,
            T-4,ida@example.com,Odd,,enormous,open,
            """;
        Counts(await api.CsvAsync(Csv, "source=desk")).ShouldBe("2 0 0 3");
        Counts(await api.CsvAsync(Csv, "source=desk")).ShouldBe("0 0 2 3");
        Counts(await api.NdjsonAsync("""{"externalId":"t-1","source":"Desk","tags":["c"],"orderId":999}""", "")).ShouldBe("0 0 0 1");
        Counts(await api.NdjsonAsync("""{"externalId":"t-1","source":"Desk","tags":["c"]}""", "")).ShouldBe("0 1 0 0");
        var ticket = (await App.GetAsync("/api/tickets?externalId=T-1")).Items.ShouldHaveSingleItem()!;
        ((long?)ticket["customerId"], (string?)ticket["status"], (string?)ticket["priority"], ticket["tags"]!.ToJsonString())
            .ShouldBe((customer, "in_progress", "high", """["c"]"""));
        var lines = (await App.Admin.GetStringAsync("/api/tickets/export?source=desk", TestContext.Current.CancellationToken)).Split('\n');
        lines[0]
            .ShouldStartWith("id,externalId,source,customerId,orderId,requester,subject,description,priority,status,assignee,queue,tags,");
        Counts(await api.CsvAsync(string.Join('\n', lines))).ShouldBe("0 0 2 0");
    }

    [Fact]
    public async Task A_flow_enters_a_ticket_once_and_changes_what_it_maps()
    {
        var customer = await App.AddCustomerAsync("""{"name":"Flo"}""");
        (await WriteAsync("desk/1", 1, $$"""{"customerId":{{customer}},"subject":"Of a flow","priority":"low"}""")).Outcome
            .ShouldBe(WriteOutcome.Applied);
        var again = await WriteAsync("desk/1", 1, $$"""{"customerId":{{customer}},"subject":"Of a flow","priority":"low"}""");
        again.Outcome.ShouldBe(WriteOutcome.AlreadyThere);
        (await WriteAsync("desk/1", 3, """{"status":"waiting"}""")).Outcome.ShouldBe(WriteOutcome.Applied);
        (await WriteAsync("desk/1", 2, """{"status":"closed"}""")).Outcome.ShouldBe(WriteOutcome.AlreadyThere, "it came too late");
        var ticket = (await App.GetAsync($"/api/tickets/{again.RecordId}")).Body!;
        ((string?)ticket["subject"], (string?)ticket["status"], (string?)ticket["priority"]).ShouldBe(("Of a flow", "waiting", "low"));
        var refused = await WriteAsync("desk/2", 1, """{"customerId":99999,"subject":"x"}""");
        (refused.Outcome, refused.Reason!.Contains("customerId", StringComparison.Ordinal)).ShouldBe((WriteOutcome.Refused, true));
        (await App.Admin.SendAsync(HttpMethod.Delete, $"/api/tickets/{again.RecordId}", null)).Status.ShouldBe(204);
        (await WriteAsync("desk/1", 4, """{"status":"closed"}""")).Outcome.ShouldBe(WriteOutcome.Refused,
            "nobody but a person brings it back");
    }

    [Fact]
    public async Task A_customer_with_a_ticket_under_way_stays_and_an_erased_one_leaves_nothing_that_was_said()
    {
        var customer = await App.AddCustomerAsync("""{"name":"Gone"}""");
        var made = await App.PostAsync(
            "/api/tickets",
            $$"""{"customerId":{{customer}},"subject":"Xylophagous","description":"Xylophagous","requester":"xylophagous@a.example"}""",
            ("Idempotency-Key", "erase"));
        var path = made.Message.Headers.Location!.ToString();
        await App.PostAsync($"{path}/comments", """{"body":"Xylophagous"}""", ("Idempotency-Key", "erase"));
        await App.Admin.SendContentAsync(HttpMethod.Post, $"{path}/attachments?name=xylophagous.txt",
            new ByteArrayContent("Xylophagous"u8.ToArray()),
            ("Idempotency-Key", "erase"));
        var refused = await App.DeleteCustomerAsync(customer);
        refused.ShouldBeProblem(409, "under way");
        ((string)refused.Body!["detail"]!).ShouldContain($"ticket {made.Body!["id"]} (open)");
        (await App.Admin.SendAsync(HttpMethod.Patch, path, """{"status":"closed"}""")).Status.ShouldBe(200);
        await App.DeleteCustomerAsync(customer);
        var erased = await App.PostAsync($"/api/customers/{customer}/erase", "");
        ((long?)erased.Body!["records"]!["tickets"]).ShouldBe(1);
        (await App.PostAsync($"/api/customers/{customer}/erase", "")).Status.ShouldBe(200, "once more");
        var left = (await App.GetAsync(path)).Body!;
        ((string?)left["subject"], (string?)left["description"], left["requester"]).ShouldBe(("(erased)", "(erased)", null));
        ((string?)(await App.GetAsync($"{path}/comments")).Items[0]!["body"]).ShouldBe("(erased)");
        (await App.GetAsync("/api/tickets?q=xylophagous")).Items.ShouldBeEmpty();
        foreach (var (table, column) in new[] { ("tickets", "search"), ("tickets", "own_search"), ("history_data", "data"),
            ("idempotency", "body"),
            ("ticket_comments", "body"), ("ticket_attachments", "name") })
        {
            (await BehindTheBack.QueryAsync(App.Data, "support",
                $"select count(*) from {table} where lower(cast({column} as text)) like '%xylophag%'",
                static row => row.Int64(0))).ShouldBe([0], table);
        }
    }

    private Task<WriteAnswer> WriteAsync(string key, long version, string fields) => App.Services.GetServices<IModuleSystem>()
        .Single(static system => system.Name is "support")
        .WriteAsync(new ModuleWrite("ticket", key, JsonNode.Parse(fields)!.AsObject(), "flow:desk", version),
            TestContext.Current.CancellationToken);

    private static string Counts((int Status, JsonNode Body) import)
    {
        import.Status.ShouldBe(200, import.Body.ToJsonString());
        return string.Join(' ', new[] { "created", "updated", "unchanged", "refused" }.Select(name => import.Body[name]!.ToString()));
    }
}
