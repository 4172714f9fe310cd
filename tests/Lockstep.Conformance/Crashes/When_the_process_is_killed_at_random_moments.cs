using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

public sealed class When_the_process_is_killed_at_random_moments(ITestOutputHelper output, StartedSites sites)
{
    private const int Connections = 6;
    private const int EarliestMs = 50;
    private const int LatestMs = 1_500;
    private static readonly int Kills = TestRun.Times(quick: 5, full: 15, @long: 60);

    [Theory]
    [OnEachStore]
    public async Task Every_customer_has_exactly_one_package_and_every_change_one_entry_in_the_audit_log_afterwards(StoreKind store)
    {
        output.WriteLine($"LOCKSTEP_TEST_SEED={TestRun.Seed}");
        var timer = new FaultTimer(new Random(TestRun.Seed));
        await using var site = await sites.CopyAsync(store);
        var creates = new Creates();
        var import = new Import();
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var process = ServerProcess.Start(site);
            using var api = await process.ReadyAsync();
            var load = Task.WhenAll(creates.UntilGoneAsync(api, Connections), import.RunAsync(api));
            await timer.StrikeAsync(EarliestMs, LatestMs);
            await process.DieAsync();
            await load;
        }

        await using var last = ServerProcess.Start(site);
        using var after = await last.ReadyAsync();
        await creates.RepeatAsync(after);
        await import.RunAsync(after);
        await Reconciliation.QuietAsync(after);
        await Reconciliation.BalanceAsync(after, creates);
        await import.BalanceAsync(after);
        await Reconciliation.AuditedAsync(after, site);
        output.WriteLine($"{creates.Answered.Count} customers were answered; import: {(import.IsThere ? "whole" : "not in this build")}");
    }

    [Theory]
    [OnEachStore]
    public async Task A_first_start_that_was_killed_does_not_spoil_the_folder(StoreKind store)
    {
        output.WriteLine($"LOCKSTEP_TEST_SEED={TestRun.Seed}");
        var timer = new FaultTimer(new Random(TestRun.Seed));
        await using var site = new Site(store);
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var process = ServerProcess.Start(site);
            await timer.StrikeAsync(EarliestMs, LatestMs);
            process.Kill();
        }

        await using var last = ServerProcess.Start(site);
        using var api = await last.ReadyAsync();
        await api.CreateAsync("the first one");
        await Reconciliation.QuietAsync(api);
    }
}
