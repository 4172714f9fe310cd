using System.Net.Http.Json;
using System.Runtime.Versioning;
using Lockstep.Backup;
using Lockstep.Host;
using Lockstep.Runtime;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Backup;

[UnsupportedOSPlatform("windows")]
[RunsOnEachStore]
public sealed class RestoreTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private readonly TestFolder _target = new();
    private TestApp _app = null!;

    private string BackupFile => _folder.File("all.backup");

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync();
        using var answer = await _app.Admin.PostAsJsonAsync("/api/customers", new { name = "Ada Example" });
        answer.EnsureSuccessStatusCode();
        await _app
            .Services.GetRequiredService<BackupJob>()
            .RunAsync(BackupFile, replace: false, new CopyProgress(), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await TestDatabases.DropAsync(_target.Path);
        _folder.Dispose();
        _target.Dispose();
    }

    [Fact]
    public async Task A_restored_system_holds_the_records_finds_them_and_numbers_the_next_ones_beyond_the_gap()
    {
        TakeKey();
        (await RestoreAsync(gap: 5_000, ct: TestContext.Current.CancellationToken)).KeyOpens.ShouldBeTrue();
        await using var restored = await TestApp.StartAsync(data: _target.Path);
        (await restored.Admin.GetStringAsync("/api/customers?q=ada", TestContext.Current.CancellationToken)).ShouldContain("Ada Example");
        using var answer = await restored.Admin.PostAsJsonAsync(
            "/api/customers", new { name = "Grace Example" }, TestContext.Current.CancellationToken);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("\"id\":5002");
    }

    [Fact]
    public async Task Without_the_master_key_it_is_refused_before_anything_is_made()
    {
        (await Should.ThrowAsync<StartupException>(() => RestoreAsync())).Message.ShouldContain("No backup holds the master key");
        await File.WriteAllBytesAsync(_target.File("master.key"), new byte[32], TestContext.Current.CancellationToken);
        File.SetUnixFileMode(_target.File("master.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await Should.ThrowAsync<StartupException>(() => RestoreAsync())).Message.ShouldContain("does not open the secrets of this backup");
        Directory.GetFiles(_target.Path, "*.db").ShouldBeEmpty();
        (await RestoreAsync(withoutKey: true, ct: TestContext.Current.CancellationToken)).KeyOpens.ShouldBeFalse();
    }

    [Fact]
    public async Task A_place_that_holds_something_is_refused_and_stays_as_it_is()
    {
        TakeKey();
        await RestoreAsync(ct: TestContext.Current.CancellationToken);
        var message = (await Should.ThrowAsync<StartupException>(() => RestoreAsync())).Message;
        message.ShouldContain(TestDatabases.IsPostgres ? "has tables already" : "There is a crm.db");
        await using var restored = await TestApp.StartAsync(data: _target.Path);
        (await restored.Admin.GetStringAsync("/api/customers", TestContext.Current.CancellationToken)).ShouldContain("Ada Example");
    }

    [Fact]
    public async Task After_one_that_was_cut_short_it_takes_nothing_away_that_somebody_put_there_meanwhile()
    {
        TakeKey();
        var mark = _target.File("restore.unfinished");
        Assert.SkipWhen(TestDatabases.IsPostgres, "There each database bears its own mark.");
        await File.WriteAllTextAsync(mark, "backup of another day", TestContext.Current.CancellationToken);
        foreach (var name in new[] { "crm.db", "orders.db-wal" })
        {
            await File.WriteAllTextAsync(_target.File(name), "somebody's", TestContext.Current.CancellationToken);
            (await Should.ThrowAsync<StartupException>(() => RestoreAsync())).Message.ShouldContain($"There is a {name}");
            (await File.ReadAllTextAsync(_target.File(name), TestContext.Current.CancellationToken)).ShouldBe("somebody's");
            File.Delete(_target.File(name));
        }

        await RestoreAsync(ct: TestContext.Current.CancellationToken);
        File.Exists(mark).ShouldBeFalse();
        Directory.GetFiles(_target.Path, "*.restoring").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_database_that_another_one_put_there_is_not_emptied_although_the_first_one_bears_a_mark()
    {
        Assert.SkipUnless(TestDatabases.IsPostgres, "Files are written under other names until the end.");
        TakeKey();
        await using (var services = Services())
        {
            foreach (var module in TestDatabases.Modules)
            {
                _ = services.GetRequiredKeyedService<IStore>(module);
            }
        }

        var first = TestDatabases.Modules.Order(StringComparer.Ordinal).First();
        await BehindTheBack.RunAsync(
            _target.Path, first,
                "create table unfinished_copy (name text primary key, origin text, last_key bytea, rows bigint not null default 0)",
            "insert into unfinished_copy (name, origin) values ('', 'backup of another day')");
        (await Should.ThrowAsync<StartupException>(() => RestoreAsync())).Message.ShouldContain("has tables already");
        await BehindTheBack.QueryAsync(_target.Path, "sync", "select count(*) from deliveries", static row => row.Int64(0));
    }

    [Fact]
    public async Task One_that_was_cut_short_keeps_servers_away_and_starts_over()
    {
        TakeKey();
        using var stop = new CancellationTokenSource();
        var progress = new CopyProgress();
        var restoring = Task.Run(() => RestoreAsync(progress: progress, ct: stop.Token), TestContext.Current.CancellationToken);
        await TestApp.EventuallyAsync(
            () => Task.FromResult(restoring.IsCompleted || progress is { Phase: "restoring", Rows: > 0 }), "the restore is under way");
        await stop.CancelAsync();
        if (await Task.WhenAny(restoring) is { IsCanceled: true })
        {
            await using (var services = Services())
            {
                Should
                    .Throw<StartupException>(() => services.GetRequiredKeyedService<IStore>("crm"))
                    .Message.ShouldContain("has not come to its end");
            }

            await RestoreAsync(ct: TestContext.Current.CancellationToken);
        }

        await using var restored = await TestApp.StartAsync(data: _target.Path);
        (await restored.Admin.GetStringAsync("/api/customers", TestContext.Current.CancellationToken)).ShouldContain("Ada Example");
    }

    private void TakeKey() => File.Copy(Path.Combine(_app.Data, "master.key"), _target.File("master.key"));

    private ServiceProvider Services() => Program.BuildServices(new ConfigurationBuilder()
        .AddInMemoryCollection(TestDatabases.SettingsOf(_target.Path))
        .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["LOCKSTEP_DATA"] = _target.Path })
        .Build());

    private async Task<RestoreReport> RestoreAsync(
        long gap = 100_000, bool withoutKey = false, CopyProgress? progress = null, CancellationToken ct = default)
    {
        await using var services = Services();
        return await services
            .GetRequiredService<RestoreJob>()
            .RunAsync(BackupFile, new RestoreSettings(gap, withoutKey), progress ?? new CopyProgress(), ct);
    }
}
