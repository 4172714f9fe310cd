using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

public abstract class When_the_process_is_killed_before_a_change_is_in_the_audit_log(StartedSites sites, StoreKind store)
{
    private const int Connections = 4;

    public static TheoryData<int> Passings => KillPlan.BeforeTheAuditLog.Passings;

    [Theory]
    [MemberData(nameof(Passings))]
    public async Task Every_change_has_exactly_one_entry_afterwards_and_the_chain_verifies(int passing)
    {
        await using var site = await sites.CopyAsync(store);
        var creates = new Creates();
        var deaths = new Deaths(site, api => creates.UntilGoneAsync(api, Connections), async (api, _) =>
        {
            await creates.RepeatAsync(api);
            await Reconciliation.QuietAsync(api);
            await Reconciliation.AuditedAsync(api, site);
        })
        {
            // As the crash left it: no entry may stand there that the history does not know.
            Lie = () => Reconciliation.InOrderAsync(site),
        };
        await deaths.OneByOneAsync(KillPlan.BeforeTheAuditLog.On(store, passing));
    }

    public sealed class On_SQLite(StartedSites sites)
        : When_the_process_is_killed_before_a_change_is_in_the_audit_log(sites, StoreKind.Sqlite);

    public sealed class On_PostgreSQL(StartedSites sites)
        : When_the_process_is_killed_before_a_change_is_in_the_audit_log(sites, StoreKind.Postgres);
}
