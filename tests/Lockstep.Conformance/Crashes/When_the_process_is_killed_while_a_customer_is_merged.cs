using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

/// <summary>A merge is one commit of Crm, and what belongs to the customer follows in commits of its own: each may be the last.</summary>
public sealed class When_the_process_is_killed_while_a_customer_is_merged(StartedSites sites)
{
    [Theory]
    [OnEachStore]
    public async Task All_that_belongs_to_the_customer_follows_once_or_goes_back_once(StoreKind store)
    {
        await using var site = await sites.CopyAsync(store);
        Merges.Prepare(site);
        var merges = new Merges();
        await new Deaths(site, merges.UntilGoneAsync, (api, _) => merges.LookAsync(api)) { Prepare = Merges.StockUpAsync }
            .OneByOneAsync(KillPlan.WhileACustomerIsMerged.Statements);
    }
}
