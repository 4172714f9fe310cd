using System.Globalization;
using System.Text;
using System.Text.Json;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

/// <summary>What became of a record and that it did are one commit: the process may die at any moment of an undo.</summary>
public sealed class When_the_process_is_killed_while_an_import_is_undone(ITestOutputHelper output, StartedSites sites)
{
    private const int Known = 1_500;
    private const int New = 1_500;
    private const int EarliestMs = 20;
    private const int LatestMs = 400;
    private static readonly int Kills = TestRun.Times(quick: 4, full: 8, @long: 20);

    [Theory]
    [OnEachStore]
    public async Task Every_record_is_taken_back_once(StoreKind store)
    {
        await using var site = await sites.CopyAsync(store);
        File.Delete(site.File("flows/welcome-package.yaml"));
        var path = await ImportAsync(site);
        output.WriteLine($"LOCKSTEP_TEST_SEED={TestRun.Seed}");
        var timer = new FaultTimer(new Random(TestRun.Seed));
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var process = ServerProcess.Start(site);
            using var api = await process.ReadyAsync();
            output.WriteLine($"after {kill} kills: {await DoneAsync(api, path)}");
            var asking = AskAsync(api, path);
            await timer.StrikeAsync(EarliestMs, LatestMs);
            await process.DieAsync();
            await asking;
            await site.EndLeasesAsync();
        }

        await using var last = ServerProcess.Start(site);
        using var after = await last.ReadyAsync();
        await AskAsync(after, path);
        await Eventually.HoldsAsync(
            async () => (await after.GetAsync(path)).GetProperty("state").GetString() is "finished" ? null : "it does not come to its end",
            TimeSpan.FromSeconds(60));
        await BalanceAsync(after, path);
    }

    /// <summary>How far it is.</summary>
    private static async Task<string> DoneAsync(Api api, string path)
    {
        using var answer = await api.Http.GetAsync(path, TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Some customers are there; an import changes those and makes as many others. The path of its undo.</summary>
    private static async Task<string> ImportAsync(Site site)
    {
        await using var process = ServerProcess.Start(site);
        using var api = await process.ReadyAsync();
        await SendAsync(api, Rows(Known, "before"));
        var import = await SendAsync(api, Rows(Known + New, "after"));
        await process.SignalAsync("TERM");
        (await process.ExitAsync()).ShouldBe(0);
        return $"/api/customers/imports/{import.GetProperty("id").GetInt64()}/undo";
    }

    private static string Rows(int count, string phone) => "externalId,name,phone\n" + string.Concat(
        Enumerable.Range(1, count).Select(row => string.Create(CultureInfo.InvariantCulture, $"u{row},Undone {row},{phone}\n")));

    private static async Task<JsonElement> SendAsync(Api api, string csv)
    {
        using var body = new StringContent(csv, Encoding.UTF8, "text/csv");
        using var answer = await api.Http.PostAsync("/api/customers/import?source=undone", body, TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue();
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.Clone();
    }

    /// <summary>Asks for the undo, of a process that may be dying.</summary>
    private static async Task AskAsync(Api api, string path)
    {
        try
        {
            using var _ = await api.Http.PostAsync(path, null, TestContext.Current.CancellationToken);
        }
        catch (HttpRequestException)
        {
            // It died with the request.
        }
    }

    private static async Task BalanceAsync(Api api, string path)
    {
        var undo = await api.GetAsync(path);
        (undo.GetProperty("deleted").GetInt64(), undo.GetProperty("restored").GetInt64(), undo.GetProperty("kept").GetInt64())
            .ShouldBe((New, Known, 0));
        var left = await api.AllAsync("/api/customers?source=undone");
        left.Count.ShouldBe(Known);

        // Made, changed and put back: one version more would be an undo that came twice.
        left.ShouldAllBe(static one => one.GetProperty("version").GetInt64() == 3 && one.GetProperty("phone").GetString() == "before");
    }
}
