using System.Text;
using Lockstep.Backup;
using Lockstep.Host;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Modules.Crm.Import;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Imports;

/// <summary>
/// Imports of the version before are where they were told to be, and go on where they stood; also those of a backup that it wrote.
/// </summary>
[RunsOnEachStore]
public sealed class FormerImportsTests : IDisposable
{
    private readonly TestFolder _before = new();
    private readonly TestFolder _restored = new();

    /// <summary>Those whose rows name records of others come behind these.</summary>
    private static readonly Former[] All =
    [
        new(
            "products", "productId", "sku,name,price,currency,stock\nB-1,Bolt,1,EUR,9\n,,,,\nB-3,Nut,2.5,EUR,9\nB-4,Cog,2,EUR,9\n", null,
            "products"),
        new("products/stock", "productId", "sku,quantity\nB-1,5\n,5\nB-3,7\nB-4,8\n", null, null),
        new("customers", "customerId", "externalId,name\nc-1,Ada\nc-2,\nc-3,Grace\nc-4,Barbara\n", null, "customers"),
        new("orders", "orderId", "externalId,sku,quantity\no-1,B-1,1\no-2,,1\no-3,B-3,2\no-4,B-4,3\n", (12.5m, 5m, 6m), "orders"),
    ];

    [Fact]
    public async Task They_are_read_by_their_links_and_go_on_without_a_row_twice()
    {
        await VersionBefore.MakeAsync(
            TestDatabases.ScriptKind, (module, scripts) => TestDatabases.OpenAsync(_before.Path, module, scripts));
        await using var app = await TestApp.StartAsync(data: _before.Path);
        if (TestDatabases.IsPostgres)
        {
            await HeldAsync(app);
        }

        await LookAsync(app);
        foreach (var former in All)
        {
            // The key of before gets the answer of before, and nothing of the file is read.
            var api = new ImportApi(app.Admin, former.Path);
            var (_, repeat) = await api.SendAsync(Encoding.UTF8.GetBytes(former.File), key: VersionBefore.RequestKey);
            repeat.ToJsonString().ShouldBe((await api.GetAsync($"{former.Path}/imports/1")).ToJsonString());
        }
    }

    [Fact]
    public async Task They_are_there_after_a_restore_of_a_backup_that_the_version_before_wrote()
    {
        await VersionBefore.MakeAsync(
            TestDatabases.ScriptKind, (module, scripts) => TestDatabases.OpenAsync(_before.Path, module, scripts));
        var file = _before.File("all.backup");
        await using (var services = VersionBefore.Services(Settings(_before.Path)))
        {
            await services.GetRequiredService<BackupJob>().RunAsync(file, replace: false, new CopyProgress(), CancellationToken.None);
        }

        await using (var services = Program.BuildServices(Settings(_restored.Path)))
        {
            await services.GetRequiredService<RestoreJob>()
                .RunAsync(file, new RestoreSettings(IdGap: 1_000, WithoutKey: false), new CopyProgress(), CancellationToken.None);
        }

        await using var app = await TestApp.StartAsync(data: _restored.Path);
        await LookAsync(app);

        // What was given between the backup and the disaster is not given again: neither those of products nor those of stock counts.
        var (_, next) = await new ImportApi(app.Admin, "products/stock").CsvAsync("sku,quantity\nB-3,1\n");
        ((long)next["id"]!).ShouldBeGreaterThan(2_000);
    }

    public void Dispose()
    {
        _before.Dispose();
        _restored.Dispose();
    }

    private static IConfiguration Settings(string folder) => new ConfigurationBuilder()
        .AddInMemoryCollection(TestDatabases.SettingsOf(folder))
        .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["LOCKSTEP_DATA"] = folder })
        .Build();

    private static async Task LookAsync(TestApp app)
    {
        foreach (var former in All)
        {
            var api = new ImportApi(app.Admin, former.Path);
            await FinishedAsync(api, former);
            await CutAsync(api, former);
            await NextAsync(api, former);
        }
    }

    /// <summary>On a server another process may still be at work: what it held then, it holds now. In a folder nobody is.</summary>
    private async Task HeldAsync(TestApp app)
    {
        foreach (var former in All)
        {
            var api = new ImportApi(app.Admin, former.Path);
            ((string)(await api.GetAsync($"{former.Path}/imports/2"))["state"]!).ShouldBe("running");
            (await api.CsvAsync(former.File, $"run={VersionBefore.CutRun}")).Status.ShouldBe(409);
        }

        foreach (var module in VersionBefore.Modules)
        {
            await BehindTheBack.RunAsync(_before.Path, module, "update leases set expires_at = 0 where owner = 'gone'");
        }
    }

    private static async Task FinishedAsync(ImportApi api, Former former)
    {
        var done = await api.GetAsync($"{former.Path}/imports/1");
        done.ToJsonString().ShouldBe((await api.GetAsync($"{former.Path}/imports?run={VersionBefore.FinishedRun}")).ToJsonString());
        ((long)done["id"]!, (string)done["state"]!, (string)done["verdicts"]!, done["ignoredColumns"]!.ToJsonString())
            .ShouldBe((1, "finished", $"/api/{former.Path}/imports/1/verdicts", "[\"note\"]"));
        ImportApi.Counts(done).ShouldBe((2, 0, 0, 1));
        var amount = former.Amounts is { } amounts ? $",{amounts.Before.ToString(System.Globalization.CultureInfo.InvariantCulture)}" : "";
        (await api.Http.GetStringAsync((string)done["verdicts"]!)).ShouldBe(
            $"""
            row,outcome,{former.Id},message,line{(former.Amounts is null ? "" : ",amount")}
            1,created,101,,2{amount}
            2,created,102,,3{amount}
            3,refused,,name: Must not be empty.,4{(former.Amounts is null ? "" : ",")}

            """);
    }

    /// <summary>There are no records of the rows before the place at which it was cut: one that was read again would make one.</summary>
    private static async Task CutAsync(ImportApi api, Former former)
    {
        var cut = await api.GetAsync($"{former.Path}/imports?run={VersionBefore.CutRun}");
        ((long)cut["id"]!, (string)cut["state"]!, (long)cut["rows"]!).ShouldBe((2, "interrupted", 2));
        var (status, import) = await api.CsvAsync(
            former.File, $"run={VersionBefore.CutRun}{(former.Path is "orders" ? "&currency=EUR" : "")}");
        status.ShouldBe(200, import.ToJsonString());
        ((long)import["id"]!, (string)import["state"]!, (long)import["rows"]!).ShouldBe((2, "finished", 4));
        var verdicts = await api.VerdictsAsync(import);
        verdicts.Select(static line => line.Split(',')[0]).ShouldBe(["1", "2", "3", "4"]);
        verdicts[2..].ShouldAllBe(static line => !line.Contains("refused", StringComparison.Ordinal), string.Join('\n', verdicts));
        if (former.Amounts is { } amounts)
        {
            verdicts[2..].Select(static line => decimal.Parse(line.Split(',')[^1], System.Globalization.CultureInfo.InvariantCulture))
                .ShouldBe([amounts.Third, amounts.Fourth]);
        }

        if (former.Records is { } records)
        {
            (await api.GetAsync(records))["items"]!.AsArray().Count.ShouldBe(2);
        }
    }

    private static async Task NextAsync(ImportApi api, Former former)
    {
        var (_, next) = await api.CsvAsync(former.File.Split('\n')[0] + "\n");
        var id = (long)next["id"]!;
        id.ShouldBeGreaterThan(2);
        (await api.GetAsync($"{former.Path}/imports/{id}"))["run"].ShouldBeNull();
        (await api.StatusAsync($"{former.Path}/imports/{id + 1}")).ShouldBe(404);
    }

    /// <param name="Path">Where the resource is.</param>
    /// <param name="Id">The column of its verdicts.</param>
    /// <param name="File">Four rows, of which two were read before.</param>
    /// <param name="Amounts">What the rows come to.</param>
    /// <param name="Records">Where the records are that the other two make.</param>
    private sealed record Former(
        string Path, string Id, string File, (decimal Before, decimal Third, decimal Fourth)? Amounts, string? Records);
}
