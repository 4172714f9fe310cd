using Lockstep.Runtime.Storage;
using Lockstep.Tests.Modules.Reports;

namespace Lockstep.Conformance.Crashes;

/// <summary>Reports equal a recount whatever was cut short: an event on its way into the figures, or a rebuild.</summary>
public abstract class When_the_process_is_killed_between_an_event_and_its_reports(StartedSites sites, StoreKind store)
{
    [Fact]
    public async Task Reports_equal_a_recount_afterwards_and_answer_meanwhile()
    {
        await using var site = await sites.CopyAsync(store);
        await File.WriteAllTextAsync(
            site.File("lockstep.json"), """{"Reports":{"RebuildPage":"5","RebuildInterval":"00:00:00.200"}}""",
            TestContext.Current.CancellationToken);
        var random = new Random(13);
        RandomShop? shop = null;
        await new Deaths(site, api => UntilGoneAsync(api, shop!), (api, _) => api.ShouldEqualARecountAsync())
        {
            Prepare = async api =>
            {
                shop = new RandomShop(api.Http, random);
                await shop.OpenAsync();
            },
        }.OneByOneAsync(KillPlan.BetweenEventAndReports.Statements);
    }

    /// <summary>Changes go on, and reports are built anew all the time; those that are there answer.</summary>
    private static async Task UntilGoneAsync(Api api, RandomShop shop)
    {
        shop.GoOn(api.Http);
        try
        {
            for (var i = 0; i < 5_000; i++)
            {
                await shop.ChangeAsync();
                if (i % 10 == 5)
                {
                    await api.PostAsync("/api/reports/rebuild", new { });
                    (await api.NodeAsync("/api/reports/sales?by=status"))["series"].ShouldNotBeNull();
                }
            }
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return;
        }

        throw new InvalidOperationException("The process still lives: it never passed the point at which it dies.");
    }

    public sealed class On_SQLite(StartedSites sites)
        : When_the_process_is_killed_between_an_event_and_its_reports(sites, StoreKind.Sqlite);

    public sealed class On_PostgreSQL(StartedSites sites)
        : When_the_process_is_killed_between_an_event_and_its_reports(sites, StoreKind.Postgres);
}
