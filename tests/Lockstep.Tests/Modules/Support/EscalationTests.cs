using Lockstep.Support.Escalation;
using Lockstep.Support.Clocks;
using Lockstep.Tests.Gateway;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Support;

/// <summary>What is late is told, once; how due times are set.</summary>
[RunsOnEachStore]
public sealed class EscalationTests
{
    private static readonly string Hours = "\"hours\":{" + string.Join(
        ',', Enum.GetValues<DayOfWeek>().Select(static day => $"\"{day.ToString().ToLowerInvariant()}\":[\"00:00-24:00\"]")) + "}";

    [Fact]
    public async Task What_is_late_is_told_once_although_many_look_and_one_that_can_not_be_told_keeps_no_other_waiting()
    {
        await using var app = await StartAsync();
        await SetAsync(app, "default", urgent: (0, 0));
        var poison = await TicketAsync(app, "urgent");
        var ids = new[] { await TicketAsync(app, "urgent"), await TicketAsync(app, "urgent"), await TicketAsync(app, "urgent") };
        var calm = await TicketAsync(app, "normal");
        await BehindTheBack.RunAsync(
            app.Data, "support", $"insert into history values ('ticket', {poison}, 2, 'changed', 0, 'nobody', '', x'00')");
        var looks = app.Services.GetRequiredService<TicketEscalation>();
        var told = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => looks.RunOnceAsync(TestContext.Current.CancellationToken)));
        told.Sum().ShouldBe(ids.Length);
        await app.NumberedAsync("support");
        foreach (var id in ids)
        {
            var ticket = (await app.GetAsync($"/api/tickets/{id}")).Body!;
            ((long)ticket["version"]!, ticket["escalatedAt"] is not null,
                ticket["firstAnswerEscalatedAt"] is not null).ShouldBe((2, true, true));
            (await TypesAsync(app, id)).ShouldBe(["lockstep.ticket.created.v1", "lockstep.ticket.escalated.v1"]);
        }

        (await app.GetAsync($"/api/tickets/{calm}")).Body!["escalatedAt"].ShouldBeNull();
        await BehindTheBack.RunAsync(app.Data, "support",
            $"delete from history where kind = 'ticket' and record_id = {poison} and version = 2");
        (await looks.RunOnceAsync(TestContext.Current.CancellationToken)).ShouldBe(1, "the one that could not be told");
    }

    [Fact]
    public async Task Nobody_has_to_ask_for_what_is_late()
    {
        await using var app = await TestApp.StartAsync(static builder =>
            builder.Configuration["Support:EscalationInterval"] = "00:00:00.100");
        await SetAsync(app, "default", urgent: (0, 10_000));
        var id = await TicketAsync(app, "urgent");
        await TestApp.EventuallyAsync(
            async () => (await app.GetAsync($"/api/tickets/{id}")).Body!["firstAnswerEscalatedAt"] is not null, "the first answer is late");
        (await app.GetAsync($"/api/tickets/{id}")).Body!["escalatedAt"].ShouldBeNull("the solution is not");
        (await app.GetAsync($"/api/tickets/{id}/history")).Items.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_queue_goes_by_its_calendar_and_a_calendar_that_can_not_be_is_refused()
    {
        await using var app = await StartAsync();
        (await SetAsync(app, "night", urgent: (0, 0), """["Night"]""")).Status.ShouldBe(200);
        var made = await app.PostAsync("/api/tickets",
            """{"requester":"a@example.com","subject":"x","priority":"urgent","queue":"night"}""");
        ((string?)made.Body!["dueAt"]).ShouldBe((string?)made.Body!["createdAt"]);
        var other = await app.PostAsync("/api/tickets", """{"requester":"a@example.com","subject":"x","priority":"urgent"}""");
        string.Equals((string?)other.Body!["dueAt"], (string?)other.Body!["createdAt"], StringComparison.Ordinal).ShouldBeFalse();
        var moved = await app.PostAsync($"/api/tickets/{other.Body["id"]}/assign", """{"queue":"night"}""");
        ((string?)moved.Body!["dueAt"]).ShouldBe((string?)moved.Body!["createdAt"], "it goes by another calendar from now on");
        (await SetAsync(app, "second", urgent: (0, 0), """["NIGHT"]""")).ShouldBeProblem(409, "a queue of two calendars");
        (await SetAsync(app, "night", urgent: (0, 0), """["Night"]""", ("If-Match", "\"7\""))).ShouldBeProblem(412, "another version");
        foreach (var (json, blamed) in new (string Json, string[] Blamed)[]
        {
            ("{}", ["hours", "targets", "timeZone"]),
            ("""{"timeZone":"Mars/Base","hours":{"monday":["09:00-17:00"]}}""", ["targets", "timeZone"]),
            ("""{"timeZone":"UTC","hours":{"monday":["17:00-09:00"]}}""", ["hours", "targets"]),
            ("""{"timeZone":"UTC","hours":{"moonday":["09:00-17:00"]},"holidays":["tomorrow"]}""", ["holidays", "hours", "targets"]),
        })
        {
            var answer = await app.Admin.SendAsync(HttpMethod.Put, "/api/tickets/calendars/bad", json);
            answer.ShouldBeProblem(400, json);
            answer.Blamed.ShouldBe(blamed, json);
        }

        (await app.GetAsync("/api/tickets/calendars")).Items.Select(static one => (string?)one!["name"]).ShouldBe(["default", "night"]);
        (await app.Admin.SendAsync(HttpMethod.Delete, "/api/tickets/calendars/default", null)).ShouldBeProblem(409, "the default");
        (await app.Admin.SendAsync(HttpMethod.Delete, "/api/tickets/calendars/night", null)).Status.ShouldBe(204);
        (await app.GetAsync("/api/tickets/calendars/night")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task There_are_as_many_calendars_as_a_list_can_show()
    {
        await using var app = await StartAsync();
        for (var number = 1; number < CalendarTable.CountMax; number++)
        {
            (await SetAsync(app, $"c{number}", urgent: (0, 0))).Status.ShouldBe(200);
        }

        (await SetAsync(app, "one-more", urgent: (0, 0))).ShouldBeProblem(409, "one too many");
        (await SetAsync(app, "c1", urgent: (1, 2))).Status.ShouldBe(200, "the one that is there");
    }

    private static Task<TestApp> StartAsync() =>
        TestApp.StartAsync(static builder => builder.Configuration["Support:EscalationInterval"] = "01:00:00");

    private static Task<ApiAnswer> SetAsync(
        TestApp app, string name, (int Answer, int Solution) urgent, string queues = "[]", params (string, string)[] headers)
    {
        var targets = string.Join(',', new[] { "low", "normal", "high" }
            .Select(static one => $$"""
                "{{one}}":{"firstAnswerMinutes":480,"solutionMinutes":960}
                """));
        var json = $$"""
            {"timeZone":"UTC",{{Hours}},"holidays":[],"queues":{{queues}},
             "targets":{ {{targets}},"urgent":{"firstAnswerMinutes":{{urgent.Answer}},"solutionMinutes":{{urgent.Solution}}} } }
            """;
        return app.Admin.SendAsync(HttpMethod.Put, $"/api/tickets/calendars/{name}", json, headers);
    }

    private static async Task<long> TicketAsync(TestApp app, string priority)
    {
        var made = await app.PostAsync("/api/tickets", $$"""{"requester":"a@example.com","subject":"x","priority":"{{priority}}"}""");
        made.Status.ShouldBe(201, made.Body?.ToJsonString());
        return (long)made.Body!["id"]!;
    }

    private static Task<IReadOnlyList<string>> TypesAsync(TestApp app, long id) => BehindTheBack.QueryAsync(
        app.Data, "support", $"select type from outbox where kind = 'ticket' and record_id = {id} order by position", static row =>
            row.Text(0));
}
