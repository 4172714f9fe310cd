using Lockstep.Tests.Gateway;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Support;

/// <summary>What tickets have to do with each other, and what is said often.</summary>
[RunsOnEachStore]
public sealed class LinkTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private TestApp App => fixture.App;

    [Fact]
    public async Task A_link_is_told_from_either_side_in_its_words()
    {
        var (one, other) = (await TicketAsync(), await TicketAsync());
        (await App.PostAsync($"/api/tickets/{one}/links", $$"""{"ticketId":{{other}},"kind":"duplicate-of"}""")).Status.ShouldBe(200);
        (await KindAsync(one), await KindAsync(other)).ShouldBe(("duplicate-of", "duplicated-by"));
        (await App.PostAsync($"/api/tickets/{other}/links", $$"""{"ticketId":{{one}}}""")).Status.ShouldBe(200, "another kind");
        (await KindAsync(one), await KindAsync(other)).ShouldBe(("related", "related"));
        (await App.PostAsync($"/api/tickets/{other}/links", $$"""{"ticketId":{{one}}}""")).Status.ShouldBe(200, "once more");
        ((long)(await App.GetAsync($"/api/tickets/{one}")).Body!["version"]!).ShouldBe(3);
        foreach (var (json, blamed) in new[] { ("{}", "ticketId"), ("""{"ticketId":99999}""", "ticketId"),
            ($$"""{"ticketId":{{one}}}""", "ticketId"),
            ("""{"ticketId":1,"kind":"friend"}""", "kind") })
        {
            (await App.PostAsync($"/api/tickets/{one}/links", json)).Blamed.ShouldBe([blamed], json);
        }

        (await App.Admin.SendAsync(HttpMethod.Delete, $"/api/tickets/{one}/links/{other}", null)).Status.ShouldBe(204);
        (await App.GetAsync($"/api/tickets/{other}/links")).Items.ShouldBeEmpty();
        (await App.Admin.SendAsync(HttpMethod.Delete, $"/api/tickets/{one}/links/{other}", null)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task What_hangs_on_a_ticket_goes_to_the_one_that_it_is_merged_into_and_a_repeat_does_nothing()
    {
        var customer = await App.AddCustomerAsync("""{"name":"Ada"}""");
        var (merged, kept, third) = (await TicketAsync(), await TicketAsync($$"""{"customerId":{{customer}},"subject":"Kept"}"""),
            await TicketAsync());
        await App.PostAsync($"/api/tickets/{merged}/comments", """{"body":"A quizzical word","mentions":[1]}""");
        await App.Admin.SendContentAsync(HttpMethod.Post, $"/api/tickets/{merged}/attachments?name=a", new ByteArrayContent([1]));
        await App.PostAsync($"/api/tickets/{merged}/links", $$"""{"ticketId":{{third}},"kind":"blocks"}""");
        await App.PostAsync($"/api/tickets/{merged}/links", $$"""{"ticketId":{{kept}}}""");
        await App.Admin.SendAsync(HttpMethod.Patch, $"/api/tickets/{kept}", """{"status":"resolved"}""");
        var after = await App.PostAsync($"/api/tickets/{merged}/merge", $$"""{"into":{{kept}}}""");
        after.Status.ShouldBe(200, after.Body?.ToJsonString());
        ((long)after.Body!["id"]!, (string?)after.Body["status"], after.Body["firstAnsweredAt"] is not null,
            (string?)after.Body["requester"])
            .ShouldBe((kept, "open", true, "who@example.com"));
        (await App.GetAsync($"/api/tickets/{kept}/comments")).Items.Count.ShouldBe(1);
        (await App.GetAsync($"/api/tickets/{kept}/attachments")).Items.Count.ShouldBe(1);
        (await KindAsync(kept), await KindAsync(third)).ShouldBe(("blocks", "blocked-by"));
        (await App.GetAsync("/api/tickets?q=quizzical")).Items.Select(static one => (long)one!["id"]!).ShouldBe([kept]);
        (await App.GetAsync("/api/tickets?mentioned=1&q=quizzical")).Items.Select(static one => (long)one!["id"]!).ShouldBe([kept]);
        var closed = (await App.GetAsync($"/api/tickets/{merged}")).Body!;
        ((string?)closed["status"], (long?)closed["mergedInto"]).ShouldBe(("closed", kept));
        foreach (var (path, json) in new[] { ("comments", """{"body":"x"}"""), ("merge", $$"""{"into":{{third}}}"""),
            ("links", $$"""{"ticketId":{{third}}}"""),
            ("assign", """{"queue":"x"}""") })
        {
            (await App.PostAsync($"/api/tickets/{merged}/{path}", json)).ShouldBeProblem(409, path);
        }

        var again = await App.PostAsync($"/api/tickets/{merged}/merge", $$"""{"into":{{kept}}}""");
        ((int)again.Status, (long)again.Body!["version"]!).ShouldBe((200, (long)after.Body["version"]!));
    }

    [Fact]
    public async Task Tickets_of_two_customers_are_not_merged_for_each_would_see_the_others()
    {
        var (ada, eve) = (await App.AddCustomerAsync("""{"name":"Ada"}"""), await App.AddCustomerAsync("""{"name":"Eve"}"""));
        var one = await TicketAsync($$"""{"customerId":{{ada}},"subject":"x"}""");
        var other = await TicketAsync($$"""{"customerId":{{eve}},"subject":"x"}""");
        (await App.PostAsync($"/api/tickets/{one}/merge", $$"""{"into":{{other}}}""")).ShouldBeProblem(409, "of two customers");
        (await App.PostAsync($"/api/tickets/{one}/merge", $$"""{"into":{{one}}}""")).Blamed.ShouldBe(["into"]);
    }

    [Fact]
    public async Task A_canned_answer_is_filled_with_what_the_ticket_and_its_customer_are()
    {
        var customer = await App.AddCustomerAsync("""{"name":"Zoë $1"}""");
        var ticket = await TicketAsync($$"""{"customerId":{{customer}},"subject":"Parcel"}""");
        var made = await App.PostAsync(
            "/api/tickets/answers",
            """{"name":"Sent","body":"Dear {{customer.name}}, {{ ticket.subject }} is on its way.{{customer.phone}}"}""");
        made.Status.ShouldBe(201, made.Body?.ToJsonString());
        var path = made.Message.Headers.Location!.ToString();
        ((string?)(await App.GetAsync($"/api/tickets/{ticket}/answers/{made.Body!["id"]}")).Body!["body"])
            .ShouldBe("Dear Zoë $1, Parcel is on its way.");
        (await App.PostAsync("/api/tickets/answers", """{"name":"sent","body":"x"}""")).ShouldBeProblem(409, "taken");
        (await App.PostAsync("/api/tickets/answers", """{"name":"b","body":"{{customer.password}}"}""")).Blamed.ShouldBe(["body"]);
        (await App.Admin.SendAsync(HttpMethod.Put, path, """{"name":"Sent","body":"y"}""", ("If-Match", "\"1\""))).Status.ShouldBe(200);
        (await App.Admin.SendAsync(HttpMethod.Put, path, """{"name":"Sent","body":"z"}""", ("If-Match", "\"1\""))).ShouldBeProblem(412,
            "stale");
        (await App.GetAsync("/api/tickets/answers")).Items.Count.ShouldBe(1);
        (await App.Admin.SendAsync(HttpMethod.Delete, path, null)).Status.ShouldBe(204);
        (await App.GetAsync(path)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_ticket_that_has_all_the_links_that_there_can_be_still_gets_another_kind_of_one()
    {
        await using var app = await TestApp.StartAsync(static builder => builder.Configuration["Support:LinksMax"] = "1");
        var ids = new List<long>();
        for (var number = 0; number < 3; number++)
        {
            ids.Add((long)(await app.PostAsync("/api/tickets", """{"requester":"who@example.com","subject":"x"}""")).Body!["id"]!);
        }

        var path = $"/api/tickets/{ids[0]}/links";
        (await app.PostAsync(path, $$"""{"ticketId":{{ids[1]}}}""")).Status.ShouldBe(200);
        (await app.PostAsync(path, $$"""{"ticketId":{{ids[2]}}}""")).ShouldBeProblem(409, "one too many");
        (await app.PostAsync(path, $$"""{"ticketId":{{ids[1]}},"kind":"blocks"}""")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Who_may_see_tickets_alone_learns_nothing_of_their_customers_by_an_answer()
    {
        var customer = await App.AddCustomerAsync("""{"name":"Hidden Hugo"}""");
        var ticket = await TicketAsync($$"""{"customerId":{{customer}},"subject":"Parcel"}""");
        var answer = (await App.PostAsync("/api/tickets/answers", """{"name":"Peep","body":"{{customer.name}}: {{ticket.subject}}"}"""))
            .Body!["id"];
        var client = await App.PostAsync(
            "/api/clients", """{"name":"desk","clientId":"desk","roles":["support"],"scopes":["tickets:read"]}""");
        var filled = await App.Anonymous.SendAsync(
            HttpMethod.Get, $"/api/tickets/{ticket}/answers/{answer}", null, ("X-Api-Key", (string)client.Body!["clientSecret"]!));
        ((string?)filled.Body!["body"]).ShouldBe(": Parcel", filled.Body.ToJsonString());
        (await App.Admin.SendAsync(HttpMethod.Delete, $"/api/tickets/answers/{answer}", null)).Status.ShouldBe(204);
    }

    private async Task<string?> KindAsync(long id) =>
        (string?)(await App.GetAsync($"/api/tickets/{id}/links")).Items.ShouldHaveSingleItem()!["kind"];

    private async Task<long> TicketAsync(string json = """{"requester":"who@example.com","subject":"Something"}""")
    {
        var made = await App.PostAsync("/api/tickets", json);
        made.Status.ShouldBe(201, made.Body?.ToJsonString());
        return (long)made.Body!["id"]!;
    }
}
