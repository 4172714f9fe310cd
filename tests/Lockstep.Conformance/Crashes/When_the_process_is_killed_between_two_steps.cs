using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

public abstract class When_the_process_is_killed_between_two_steps(StartedSites sites, StoreKind store)
{
    private const int Connections = 4;

    public static TheoryData<int> Passings => KillPlan.BetweenTwoSteps.Passings;

    [Theory]
    [MemberData(nameof(Passings))]
    public async Task Every_customer_has_exactly_one_package_afterwards(int passing)
    {
        await using var site = await sites.CopyAsync(store);
        var creates = new Creates();
        await new Deaths(site, api => creates.UntilGoneAsync(api, Connections), async (api, _) =>
        {
            await creates.RepeatAsync(api);
            await Reconciliation.QuietAsync(api);
            await Reconciliation.BalanceAsync(api, creates);
            await Reconciliation.HistoriesBeginOnceAsync(api, creates);
        }).OneByOneAsync(KillPlan.BetweenTwoSteps.On(store, passing));
    }

    public sealed class On_SQLite(StartedSites sites)
        : When_the_process_is_killed_between_two_steps(sites, StoreKind.Sqlite);

    public sealed class On_PostgreSQL(StartedSites sites)
        : When_the_process_is_killed_between_two_steps(sites, StoreKind.Postgres);
}
