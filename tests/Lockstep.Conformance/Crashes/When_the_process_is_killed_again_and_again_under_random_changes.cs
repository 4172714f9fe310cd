using Lockstep.Runtime.Storage;
using Lockstep.Tests.Modules.Reports;

namespace Lockstep.Conformance.Crashes;

/// <summary>Thousands of random changes, and the process killed among them.</summary>
public sealed class When_the_process_is_killed_again_and_again_under_random_changes(StartedSites sites)
{
    private const int Lives = 5;

    private static int Changes => TestRun.IsFull ? 10_000 : 250;

    [Theory]
    [OnEachStore]
    public async Task Reports_equal_a_recount_to_the_penny(StoreKind store)
    {
        var random = new Random(20_261_130);
        await using var site = await sites.CopyAsync(store);
        RandomShop? shop = null;
        for (var life = 0; life < Lives; life++)
        {
            await using var process = ServerProcess.Start(site);
            using var api = await process.ReadyAsync();
            if (shop is null)
            {
                shop = new RandomShop(api.Http, random);
                await shop.OpenAsync();
            }

            shop.GoOn(api.Http);
            for (var i = 0; i < Changes / Lives; i++)
            {
                await shop.ChangeAsync();
            }

            // With what it has just answered still on the way into the reports.
            await process.SignalAsync("KILL");
            (await process.ExitAsync()).ShouldBe(ServerProcess.Killed);
            await site.EndLeasesAsync();
        }

        await using var last = ServerProcess.Start(site);
        using var after = await last.ReadyAsync();
        await after.ShouldEqualARecountAsync();
    }
}
