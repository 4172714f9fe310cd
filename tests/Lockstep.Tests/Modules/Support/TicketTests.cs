using System.Text.Json.Nodes;
using Lockstep.Tests.Gateway;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Support;

/// <summary>Tickets, through the front door.</summary>
[RunsOnEachStore]
public sealed class TicketTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private TestApp App => fixture.App;

    [Fact]
    public async Task A_ticket_is_entered_found_changed_and_deleted_and_its_history_tells()
    {
        var customer = await App.AddCustomerAsync("""{"name":"Ada"}""");
        var made = await App.PostAsync(
            "/api/tickets",
            $$"""
            {"customerId":{{customer}},"subject":"Parcel open","description":"Zwölf boxes","priority":"HIGH","queue":"Shipping",
             "tags":["b","A","a"],"externalId":"H-1","source":"desk"}
            """);
        made.Status.ShouldBe(201, made.Body?.ToJsonString());
        var path = made.Message.Headers.Location!.ToString();
        Said(made.Body!, "priority", "status", "queue", "tags").ShouldBe("""high open Shipping ["a","b"]""");
        foreach (var query in new[] { "q=zwolf", "status=open", "tag=A", "queue=shipping", "priority=high", "externalId=h-1",
            "sort=dueAt" })
        {
            (await App.GetAsync($"/api/tickets?{query}&customerId={customer}")).Items.Count.ShouldBe(1, query);
        }

        var patched = await App.Admin.SendAsync(HttpMethod.Patch, path, """{"status":"processing","tags":["c"],"priority":null}""",
            ("If-Match", "\"1\""));
        patched.Status.ShouldBe(200, patched.Body?.ToJsonString());
        Said(patched.Body!, "priority", "status", "tags").ShouldBe("""normal in_progress ["c"]""");
        (await App.GetAsync($"/api/tickets?tag=a&customerId={customer}")).Items.ShouldBeEmpty();
        (await App.Admin.SendAsync(HttpMethod.Put, path,
            $$"""{"customerId":{{customer}},"subject":"Parcel"}""")).Body!["description"].ShouldBeNull();
        (await App.GetAsync($"{path}/history")).Items.Select(static entry =>
            (string?)entry!["change"]).ShouldBe(["changed", "changed", "created"]);
        (await App.Admin.SendAsync(HttpMethod.Delete, path, null)).Status.ShouldBe(204);
        (await App.GetAsync(path)).Status.ShouldBe(404);
        (await App.GetAsync($"/api/tickets?q=parcel&customerId={customer}")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_step_that_is_not_in_the_table_is_refused_and_says_which_there_are()
    {
        var path = await TicketAsync();
        (await StepAsync(path, "closed")).Status.ShouldBe(200);
        var refused = await StepAsync(path, "waiting");
        refused.ShouldBeProblem(409, "from closed to waiting");
        ((string)refused.Body!["detail"]!).ShouldContain("open or in_progress");
        (await StepAsync(path, "OPEN")).Status.ShouldBe(200, "reopened");
        (await StepAsync(path, "lost")).Blamed.ShouldBe(["status"]);
    }

    [Fact]
    public async Task What_a_ticket_names_must_be_there()
    {
        foreach (var (json, blamed) in new[]
        {
            ("""{"customerId":99999,"subject":"x"}""", "customerId"), ("""{"subject":"x"}""", "customerId"),
            ("""{"requester":"a@example.com","subject":"x","orderId":99999}""", "orderId"),
            ("""{"requester":"a@example.com","subject":"x","assignee":99999}""", "assignee"),
                ("""{"requester":"no","subject":"x"}""", "requester"),
            ("""{"requester":"a@example.com"}""", "subject"),
                ("""{"requester":"a@example.com","subject":"x","priority":"huge"}""", "priority"),
            ("""{"requester":"a@example.com","subject":"x","externalId":"1"}""", "source"),
                ("""{"requester":"a@example.com","subject":"x","dueAt":"2026-01-01T00:00:00Z"}""", "dueAt"),
        })
        {
            var answer = await App.PostAsync("/api/tickets", json);
            answer.ShouldBeProblem(400, json);
            answer.Blamed.ShouldBe([blamed], json);
        }
    }

    [Fact]
    public async Task An_outside_id_is_one_ticket_in_any_spelling_and_one_key_is_one_ticket()
    {
        const string Json = """{"requester":"b@example.com","subject":"x","source":"Desk","externalId":"Ä-7"}""";
        var first = await App.PostAsync("/api/tickets", Json, ("Idempotency-Key", "once"));
        var again = await App.PostAsync("/api/tickets", Json, ("Idempotency-Key", "once"));
        ((long)again.Body!["id"]!).ShouldBe((long)first.Body!["id"]!);
        (await App.PostAsync("/api/tickets", """{"requester":"b@example.com","subject":"x","source":"desk","externalId":" ä-7"}"""))
            .ShouldBeProblem(409, "taken");
    }

    [Fact]
    public async Task A_ticket_is_found_by_what_is_said_in_comments_and_a_customer_never_by_what_the_staff_say_among_themselves()
    {
        var customer = await App.AddCustomerAsync("""{"name":"Ida"}""");
        var path = await TicketAsync($$"""{"customerId":{{customer}},"subject":"Lamp"}""");
        (await App.PostAsync($"{path}/comments", """{"body":"He is a quarrelsome person","visibility":"internal"}""")).Status.ShouldBe(201);
        (await App.PostAsync($"{path}/comments", """{"body":"We send a bulbous one"}""")).Status.ShouldBe(201);
        using var own = App.WithToken(App.TokenFor(customer, "customer"));
        foreach (var (question, staff, self) in new[] { ("quarrelsome", 1, 0), ("lamp bulbous", 1, 1), ("lamp", 1, 1), ("bu", 1, 1),
            ("qu", 1, 0) })
        {
            (await App.GetAsync($"/api/tickets?q={question}&customerId={customer}")).Items.Count.ShouldBe(staff, question);
            (await own.SendAsync(HttpMethod.Get, $"/api/tickets?q={question}", null)).Items.Count.ShouldBe(self, question);
        }

        (await App.Admin.SendAsync(HttpMethod.Patch, path, """{"subject":"Torch"}""")).Status.ShouldBe(200);
        (await App.GetAsync($"/api/tickets?q=torch+quarrelsome&customerId={customer}")).Items.Count.ShouldBe(1,
            "another subject leaves the comments searched");
        var seen = await own.SendAsync(HttpMethod.Get, $"{path}/comments", null);
        seen.Items.Select(static comment => (string?)comment!["body"]).ShouldBe(["We send a bulbous one"]);
        var hidden = (long)(await App.GetAsync($"{path}/comments")).Items[0]!["id"]!;
        (await own.SendAsync(HttpMethod.Get, $"{path}/comments/{hidden}", null)).ShouldBeProblem(404, "internal");
    }

    [Fact]
    public async Task The_first_public_word_of_the_staff_is_the_answer_and_a_word_of_the_customer_brings_the_ticket_back()
    {
        var customer = await App.AddCustomerAsync("""{"name":"Eva"}""");
        var path = await TicketAsync($$"""{"customerId":{{customer}},"subject":"Bill"}""");
        await App.PostAsync($"{path}/comments", """{"body":"who knows?","visibility":"internal"}""");
        (await App.GetAsync(path)).Body!["firstAnsweredAt"].ShouldBeNull();
        (await App.PostAsync($"{path}/comments", """{"body":"Which one?","status":"waiting"}""")).Status.ShouldBe(201);
        var answered = (await App.GetAsync(path)).Body!;
        (Said(answered, "status"), answered["firstAnsweredAt"] is not null,
            answered["pausedAt"] is not null).ShouldBe(("waiting", true, true));
        using var own = App.WithToken(App.TokenFor(customer, "customer"));
        var said = await own.SendAsync(HttpMethod.Post, $"{path}/comments", """{"body":"That of May"}""");
        Said(said.Body!, "from", "visibility").ShouldBe("customer public");
        var back = (await App.GetAsync(path)).Body!;
        (Said(back, "status"), back["pausedAt"]).ShouldBe(("open", null));
        (await own.SendAsync(HttpMethod.Post, $"{path}/comments", """{"body":"x","visibility":"internal"}""")).ShouldBeProblem(403,
            "internal");
        (await own.SendAsync(HttpMethod.Post, $"{path}/comments", """{"body":"x","mentions":[1]}""")).ShouldBeProblem(403, "mentions");
        (await App.PostAsync($"{path}/comments", """{"body":"x","mentions":[1]}""")).Status.ShouldBe(201);
        (await App.PostAsync($"{path}/comments", """{"body":"x","mentions":[99]}""")).Blamed.ShouldBe(["mentions"]);
        (await App.GetAsync($"/api/tickets?mentioned=1&customerId={customer}")).Items.Count.ShouldBe(1);
        foreach (var list in new[] { "/api/tickets", "/api/tickets/export" })
        {
            (await own.SendAsync(HttpMethod.Get, $"{list}?mentioned=1", null)).Blamed.ShouldBe(["mentioned"], list);
        }
    }

    [Fact]
    public async Task A_customer_enters_a_ticket_for_itself_and_sets_nothing_that_the_staff_decide()
    {
        var customer = await App.AddCustomerAsync("""{"name":"Jo"}""");
        using var own = App.WithToken(App.TokenFor(customer, "customer"));
        var made = await own.SendAsync(HttpMethod.Post, "/api/tickets", """{"subject":"Mine","description":"It hums"}""");
        ((long?)made.Body!["customerId"]).ShouldBe(customer);
        var path = made.Message.Headers.Location!.ToString();
        (await own.SendAsync(HttpMethod.Post, "/api/tickets",
            $$"""{"subject":"x","customerId":{{customer + 1_000}}}""")).Blamed.ShouldBe(["customerId"]);
        foreach (var beyond in new[] { """{"priority":"urgent"}""", """{"queue":"vip"}""", """{"tags":["vip"]}""",
            """{"status":"in_progress"}""" })
        {
            (await own.SendAsync(HttpMethod.Patch, path, beyond)).ShouldBeProblem(403, beyond);
        }

        (await own.SendAsync(HttpMethod.Post, "/api/tickets", """{"subject":"x","priority":"urgent"}""")).ShouldBeProblem(403, "priority");
        (await App.Admin.SendAsync(HttpMethod.Patch, path, """{"queue":"first","priority":"high"}""")).Status.ShouldBe(200);
        (await own.SendAsync(HttpMethod.Put, path, """{"subject":"Mine too"}""")).Status.ShouldBe(200);
        Said((await App.GetAsync(path)).Body!, "subject", "queue", "priority").ShouldBe("Mine too first high");
        (await own.SendAsync(HttpMethod.Patch, path, """{"status":"closed"}""")).Status.ShouldBe(200);
        (await own.SendAsync(HttpMethod.Patch, path, """{"status":"open"}""")).Status.ShouldBe(200, "reopened");
    }

    [Fact]
    public async Task A_ticket_is_given_to_a_user_a_queue_or_both_and_taken_from_them()
    {
        var path = await TicketAsync();
        Said((await App.PostAsync($"{path}/assign", """{"assignee":1,"queue":"first"}""")).Body!, "assignee", "queue").ShouldBe("1 first");
        Said((await App.PostAsync($"{path}/assign", """{"assignee":null}""")).Body!, "assignee", "queue").ShouldBe(" first");
        foreach (var (json, blamed) in new[] { ("{}", "assignee"), ("""{"assignee":99999}""", "assignee"),
            ("""{"status":"closed"}""", "status") })
        {
            (await App.PostAsync($"{path}/assign", json)).Blamed.ShouldBe([blamed], json);
        }
    }

    private async Task<string> TicketAsync(string json = """{"requester":"who@example.com","subject":"Something"}""")
    {
        var made = await App.PostAsync("/api/tickets", json);
        made.Status.ShouldBe(201, made.Body?.ToJsonString());
        return made.Message.Headers.Location!.ToString();
    }

    private Task<ApiAnswer> StepAsync(string path, string status) =>
        App.Admin.SendAsync(HttpMethod.Patch, path, $$"""{"status":"{{status}}"}""");

    private static string Said(JsonNode body, params string[] members) =>
        string.Join(' ', members.Select(member => body[member] is JsonArray list ? list.ToJsonString() : body[member]?.ToString()));
}
