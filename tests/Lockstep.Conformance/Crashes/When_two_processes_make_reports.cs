using System.Text.Json;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Modules.Reports;

namespace Lockstep.Conformance.Crashes;

/// <summary>Two whole processes on the same databases: reports are sent once, built once at a time, and told alike by both.</summary>
public sealed class When_two_processes_make_reports(StartedSites sites)
{
    private const int Schedules = 6;

    [Fact]
    public async Task Each_report_that_is_due_is_sent_once_by_one_of_the_two()
    {
        await using var mail = await MailServer.StartAsync();
        await using var site = await sites.CopyAsync(StoreKind.Postgres);
        await SetAsync(site, mail.Port);
        await using var first = ServerProcess.Start(site);
        using var one = await first.ReadyAsync();
        await using var second = ServerProcess.Start(site);
        using var two = await second.ReadyAsync();
        var ids = new List<long>();
        for (var number = 0; number < Schedules; number++)
        {
            ids.Add((await (number % 2 == 0 ? one : two).PostAsync(
                "/api/reports/schedules",
                new { name = $"S{number}", report = "sync", cron = ReportChecks.LastHour(), folder = "sync",
                    mail = new[] { "boss@example.com" } })).GetProperty("id").GetInt64());
        }

        // As if they had been made a day ago: both see at the same time that their newest time has come.
        await site.Databases.RunAsync("reports", "update schedules set last_at = last_at - 86400000");
        var sent = new List<string?>();
        for (var number = 0; number < Schedules; number++)
        {
            sent.Add((await mail.NextAsync()).MessageId);
        }

        foreach (var id in ids)
        {
            await Eventually.HoldsAsync(async () =>
            {
                var runs = (await two.GetAsync($"/api/reports/schedules/{id}")).GetProperty("runs");
                return runs.GetArrayLength() == 1 && runs[0].GetProperty("state").GetString() is "done" ? null : runs.ToString();
            });
        }

        sent.Distinct(StringComparer.Ordinal).Count().ShouldBe(Schedules);
        mail.Waiting.ShouldBe(0);
        Directory.GetFiles(site.File("reports/sync")).Length.ShouldBe(Schedules);
    }

    [Fact]
    public async Task Rebuilds_that_both_are_asked_for_follow_each_other_and_what_one_takes_in_the_other_tells()
    {
        await using var site = await sites.CopyAsync(StoreKind.Postgres);
        await File.WriteAllTextAsync(
            site.File("lockstep.json"), """{"Reports":{"RebuildPage":"3","RebuildInterval":"00:00:00.100"}}""",
            TestContext.Current.CancellationToken);
        await using var first = ServerProcess.Start(site);
        using var one = await first.ReadyAsync();
        await using var second = ServerProcess.Start(site);
        using var two = await second.ReadyAsync();
        var shop = new RandomShop(one.Http, new Random(17));
        await shop.OpenAsync();
        for (var change = 0; change < 60; change++)
        {
            shop.GoOn(change % 2 == 0 ? one.Http : two.Http);
            await shop.ChangeAsync();
            if (change % 6 == 0)
            {
                await Task.WhenAll(one.PostAsync("/api/reports/rebuild", new { }), two.PostAsync("/api/reports/rebuild", new { }));
            }
        }

        await one.ShouldEqualARecountAsync();
        await two.ShouldEqualARecountAsync();
        await Eventually.HoldsAsync(async () =>
        {
            var state = await two.GetAsync("/api/reports/rebuild");
            return state.GetProperty("state").GetString() is "done" ? null : state.ToString();
        });
        await one.ShouldEqualARecountAsync();
        await two.ShouldEqualARecountAsync();
    }

    private static Task SetAsync(Site site, int port) => File.WriteAllTextAsync(
        site.File("lockstep.json"),
        JsonSerializer.Serialize(new
        {
            Mail = new { Host = "127.0.0.1", Port = $"{port}", StartTls = "false", From = "reports@example.com" },
            Reports = new { CatchUpMax = "1", ScheduleInterval = "00:00:00.200" },
        }),
        TestContext.Current.CancellationToken);
}
