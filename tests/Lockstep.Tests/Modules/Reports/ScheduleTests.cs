using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Reports;

/// <summary>Reports that are put into a folder by themselves.</summary>
[RunsOnEachStore]
public sealed class ScheduleTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 27, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_report_is_put_into_its_folder_once_for_each_time_by_the_clock_of_its_zone()
    {
        var clock = new ManualClock();
        clock.SetWall(Start);
        await using var app = await StartAsync(clock);
        var id = await AddAsync(
            app,
            """
            {"name":"Daily","report":"sales","query":"by=day&range=yesterday","cron":"30 6 * * *","zone":"Europe/Berlin","folder":"sales"}
            """);

        // At half past six in Berlin: half past five in UTC in winter, half past four once clocks have changed on the 29th.
        await UntilAsync(app, clock, TimeSpan.FromDays(3), id, 3);
        Files(app, "sales").ShouldBe(
            [$"sales-{id}-20260328T053000Z.csv", $"sales-{id}-20260329T043000Z.csv", $"sales-{id}-20260330T043000Z.csv"]);
        (await File.ReadAllTextAsync(Path.Combine(app.Data, "reports", "sales", $"sales-{id}-20260329T043000Z.csv"),
            CancellationToken.None))
            .ShouldStartWith("currency,day,orders,");
        (await app.Admin.SendAsync(HttpMethod.Delete, $"/api/reports/schedules/{id}", null)).Status.ShouldBe(204);
        (await app.GetAsync($"/api/reports/schedules/{id}")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task After_a_standstill_the_newest_times_are_made_good_and_no_more()
    {
        var clock = new ManualClock();
        clock.SetWall(Start);
        await using var app = await StartAsync(clock, ("Reports:CatchUpMax", "4"));
        var id = await AddAsync(app, """{"name":"Hourly","report":"sync","cron":"0 * * * *","folder":"sync","format":"json"}""");
        clock.SetWall(Start.AddDays(2));
        await UntilAsync(app, clock, TimeSpan.FromSeconds(10), id, 4);
        Files(app, "sync").Select(static file => file[^21..^6]).ShouldBe(["20260329T090000", "20260329T100000", "20260329T110000",
            "20260329T120000"]);
    }

    [Fact]
    public async Task A_report_that_can_not_be_brought_is_tried_again_given_up_and_revived()
    {
        var clock = new ManualClock();
        clock.SetWall(Start);
        var file = Path.GetTempFileName();
        await using var app = await StartAsync(clock, ("Reports:Folder", file), ("Reports:AttemptsMax", "2"));
        var id = await AddAsync(app, """{"name":"Lost","report":"sync","cron":"5 12 27 3 *","folder":"sync"}""");
        await UntilAsync(app, clock, TimeSpan.FromMinutes(20), id, 1, "failed");
        var run = (await app.ReadAsync($"/api/reports/schedules/{id}"))["runs"]![0]!;
        ((long)run["attempts"]!).ShouldBe(2);
        ((string)run["reason"]!).ShouldNotBeNullOrEmpty();
        File.Delete(file);
        (await app.PostAsync($"/api/reports/schedules/{id}/retry", "")).Status.ShouldBe(200);
        await UntilAsync(app, clock, TimeSpan.FromMinutes(1), id, 1);
        Directory.GetFiles(Path.Combine(file, "sync")).Length.ShouldBe(1);
        Directory.Delete(file, recursive: true);
    }

    [Theory]
    [InlineData("""{"disabled":true}""")]
    [InlineData("""{"roles":["auditor"]}""")]
    public async Task A_schedule_whose_author_may_not_have_it_any_more_stops_with_a_notice_until_somebody_else_answers_for_it(string change)
    {
        var clock = new ManualClock();
        clock.SetWall(Start);
        await using var app = await StartAsync(clock);
        var (user, author) = await AuthorAsync(app);
        var made = await author.SendAsync(
            HttpMethod.Post, "/api/reports/schedules", """{"name":"Hourly","report":"sync","cron":"0 * * * *","folder":"sync"}""");
        var id = (long)made.Body!["id"]!;
        await UntilAsync(app, clock, TimeSpan.FromHours(1), id, 1);
        (await app.Admin.SendAsync(HttpMethod.Patch, $"/api/users/{user}", change)).Status.ShouldBe(200);
        await UntilAsync(app, clock, TimeSpan.FromHours(1), id, 1, "failed");
        var stopped = (await app.ReadAsync($"/api/reports/schedules/{id}"))["schedule"]!;
        ((string)stopped["stopReason"]!).ShouldContain($"user:{user}");
        stopped["stoppedAt"].ShouldNotBeNull();
        stopped["nextAt"].ShouldBeNull();
        (await AuditedAsync(app, "schedule:stopped")).ShouldBe(1);
        Files(app, "sync").Count().ShouldBe(1);

        // What was missed is brought in the name of who says so, and what passed meanwhile is left out.
        clock.Advance(TimeSpan.FromHours(5));
        using var admin = await SignedInAsync(app, TestApp.AdminEmail);
        (await admin.SendAsync(HttpMethod.Post, $"/api/reports/schedules/{id}/retry", "")).Status.ShouldBe(200);
        await UntilAsync(app, clock, TimeSpan.FromHours(1), id, 3);
        (await AuditedAsync(app, "schedule:resumed")).ShouldBe(1);
        var resumed = (await app.ReadAsync($"/api/reports/schedules/{id}"))["schedule"]!;
        ((string)resumed["actor"]!).ShouldBe("user:1");
        resumed["stoppedAt"].ShouldBeNull();
        author.Dispose();
    }

    [Fact]
    public async Task Whoever_may_not_read_reports_has_none_sent()
    {
        await using var app = await TestApp.StartAsync();
        var made = await app.PostAsync("/api/clients", """{"name":"n","roles":["manager"],"scopes":["reports:write"]}""");
        var key = await app.PostAsync($"/api/clients/{made.Body!["client"]!["id"]}/keys", """{"name":"k"}""");
        var answer = await app.Anonymous.SendAsync(
            HttpMethod.Post, "/api/reports/schedules", """{"name":"N","report":"sales","cron":"0 6 * * *","folder":"x"}""",
            ("X-Api-Key", (string)key.Body!["secret"]!));
        answer.Status.ShouldBe(403);
    }

    [Theory]
    [InlineData("""{"name":"N","report":"sales","cron":"0 6 * * *"}""", "mail")]
    [InlineData("""{"name":"N","report":"sales","cron":"0 6 * * *","mail":["a@example.com"]}""", "mail")]
    [InlineData("""{"name":"N","report":"sales","cron":"61 6 * * *","folder":"x"}""", "cron")]
    [InlineData("""{"name":"N","report":"sails","cron":"0 6 * * *","folder":"x"}""", "report")]
    [InlineData("""{"name":"N","report":"sales","cron":"0 6 * * *","folder":"../x"}""", "folder")]
    [InlineData("""{"name":"N","report":"sales","cron":"0 6 * * *","folder":"x","zone":"Nowhere"}""", "zone")]
    [InlineData("""{"name":"N","report":"sales","cron":"0 6 * * *","folder":"x","query":"by=moon"}""", "query")]
    [InlineData("""{"name":"N","report":"sales","cron":"0 6 * * *","folder":"x","format":"pdf"}""", "format")]
    [InlineData("""{"report":"sales","cron":"0 6 * * *","folder":"x"}""", "name")]
    public async Task What_is_wrong_with_a_schedule_is_named(string json, string field)
    {
        await using var app = await TestApp.StartAsync();
        var answer = await app.PostAsync("/api/reports/schedules", json);
        answer.Status.ShouldBe(400);
        answer.Blamed.ShouldBe([field]);
    }

    [Fact]
    public async Task A_name_is_taken_once_and_there_are_only_so_many()
    {
        await using var app = await TestApp.StartAsync(static builder => builder.Configuration["Reports:SchedulesMax"] = "2");
        const string One = """{"name":"One","report":"sync","cron":"0 6 * * *","folder":"x"}""";
        await AddAsync(app, One);
        (await app.PostAsync("/api/reports/schedules", One)).Blamed.ShouldBe(["name"]);
        await AddAsync(app, One.Replace("One", "Two", StringComparison.Ordinal));
        (await app.PostAsync("/api/reports/schedules", One.Replace("One", "Three", StringComparison.Ordinal))).Status.ShouldBe(409);
        (await app.ReadAsync("/api/reports/schedules"))["items"]!.AsArray().Count.ShouldBe(2);
    }

    /// <summary>A manager, signed in.</summary>
    private static async Task<(long Id, HttpClient Client)> AuthorAsync(TestApp app)
    {
        const string Email = "author@example.com";
        var made = await app.PostAsync(
            "/api/users", $$"""{"name":"Author","email":"{{Email}}","password":"{{TestApp.AdminPassword}}","roles":["manager"]}""");
        made.Status.ShouldBe(201, made.Body?.ToJsonString());
        return ((long)(made.Body!["user"] ?? made.Body)["id"]!, await SignedInAsync(app, Email));
    }

    private static async Task<HttpClient> SignedInAsync(TestApp app, string email)
    {
        var login = await app.Anonymous.SendAsync(
            HttpMethod.Post, "/api/auth/login", $$"""{"email":"{{email}}","password":"{{TestApp.AdminPassword}}"}""");
        login.Status.ShouldBe(200, login.Body?.ToJsonString());
        return app.WithToken((string)login.Body!["access_token"]!);
    }

    private static async Task<int> AuditedAsync(TestApp app, string action) =>
        (await app.GetAsync($"/api/audit?action={action}")).Items.Count;

    private static async Task<TestApp> StartAsync(ManualClock clock, params (string Name, string Value)[] settings)
    {
        var app = await TestApp.StartAsync(builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
            foreach (var (name, value) in settings)
            {
                builder.Configuration[name] = value;
            }
        });
        await app.ReadAsync("/api/reports/sales");
        return app;
    }

    private static async Task<long> AddAsync(TestApp app, string json)
    {
        var answer = await app.PostAsync("/api/reports/schedules", json);
        answer.Status.ShouldBe(201, answer.Body?.ToJsonString());
        return (long)answer.Body!["id"]!;
    }

    /// <summary>Lets time go by, an hour or less at once, until so many runs of the schedule have ended.</summary>
    private static async Task UntilAsync(TestApp app, ManualClock clock, TimeSpan time, long id, int runs, string state = "done")
    {
        var (end, step) = (clock.GetUtcNow() + time, time < TimeSpan.FromHours(2) ? time / 20 : TimeSpan.FromHours(1));
        var store = app.Services.GetRequiredKeyedService<IStore>("reports");
        await TestApp.EventuallyAsync(
            async () =>
            {
                clock.Advance(clock.GetUtcNow() < end ? step : TimeSpan.FromSeconds(2));

                return await store.ReadAsync(reader => reader.FirstAsync(
                    "select count(*) from schedule_runs where schedule_id = $1 and state = $2", static row => row.Int64(0), id,
                        state)) == runs
                    && clock.GetUtcNow() >= end;
            },
            $"{runs} runs are {state}");
        app.Renew();
    }

    private static IEnumerable<string> Files(TestApp app, string folder) =>
        Directory.GetFiles(Path.Combine(app.Data, "reports", folder)).Select(static file =>
            Path.GetFileName(file)!).Order(StringComparer.Ordinal);
}
