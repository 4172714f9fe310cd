using System.Text.Json;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

/// <summary>A report that is due is brought, whatever the process was doing when it died; who gets it twice can tell.</summary>
public sealed class When_the_process_is_killed_between_a_report_and_its_mark(StartedSites sites)
{
    public static TheoryData<StoreKind, string> Kills => KillPlan.BetweenReportAndMark.OnEachStore;

    [Theory]
    [MemberData(nameof(Kills))]
    public async Task It_is_neither_lost_nor_another_one(StoreKind store, string fuse)
    {
        await using var mail = await MailServer.StartAsync();
        await using var site = await sites.CopyAsync(store);
        await SetAsync(site, mail.Port);
        var id = await ScheduleAsync(site);
        await MakeDueAsync(site);
        await using (var dying = ServerProcess.StartFaulty(site, fuse))
        {
            (await dying.ExitAsync()).ShouldBe(ServerProcess.Killed, fuse);
        }

        await site.EndLeasesAsync();
        await using var next = ServerProcess.Start(site);
        using var api = await next.ReadyAsync();
        await Eventually.HoldsAsync(async () =>
        {
            var runs = (await api.GetAsync($"/api/reports/schedules/{id}")).GetProperty("runs");
            return runs.GetArrayLength() == 1 && runs[0].GetProperty("state").GetString() is "done" ? null : runs.ToString();
        });
        Directory.GetFiles(site.File("reports/sync")).ShouldHaveSingleItem();
        var first = await mail.NextAsync();
        first.To.ShouldBe(["boss@example.com"]);
        first.MessageId.ShouldNotBeNullOrEmpty();
        first.Raw.ShouldContain("filename=");

        // Only where it died between the two may it have been sent again, and then it is the same mail.
        var again = fuse.StartsWith("Before", StringComparison.Ordinal) && fuse.Contains("done", StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => mail.Waiting == (again ? 1 : 0), "as many mails as there should be");
        if (again)
        {
            (await mail.NextAsync()).MessageId.ShouldBe(first.MessageId);
        }
    }

    private static async Task<long> ScheduleAsync(Site site)
    {
        await using var process = ServerProcess.Start(site);
        using var api = await process.ReadyAsync();
        var made = await api.PostAsync(
            "/api/reports/schedules", new { name = "Daily", report = "sync", cron = ReportChecks.LastHour(), folder = "sync",
                mail = new[] { "boss@example.com" } });
        await process.SignalAsync("TERM");
        (await process.ExitAsync()).ShouldBe(0);
        return made.GetProperty("id").GetInt64();
    }

    /// <summary>As if it had been made a day ago: its newest time lies behind it then.</summary>
    private static Task MakeDueAsync(Site site)
    {
        const string Sql = "update schedules set last_at = last_at - 86400000";

        // No host has loaded the library into this process, as the runner may take this test first.
        SQLitePCL.raw.SetProvider(new SQLitePCL.SQLite3Provider_e_sqlite3());
        return site.Store is StoreKind.Sqlite ? SqliteFile.RunAsync(site.File("reports.db"), Sql) : site.Databases.RunAsync("reports", Sql);
    }

    private static async Task SetAsync(Site site, int port)
    {
        await File.WriteAllTextAsync(
            site.File("lockstep.json"),
            JsonSerializer.Serialize(new
            {
                Mail = new { Host = "127.0.0.1", Port = $"{port}", StartTls = "false", From = "reports@example.com" },
                Reports = new { CatchUpMax = "1", ScheduleInterval = "00:00:00.200" },
            }),
            TestContext.Current.CancellationToken);
    }
}
