using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

/// <summary>Who registers becomes a user in one database and a customer in another, and is linked with it: three commits.</summary>
public sealed class When_the_process_is_killed_between_a_user_and_its_customer(StartedSites sites)
{
    [Theory]
    [OnEachStore]
    public async Task Everybody_who_registered_is_one_user_and_one_customer_in_the_end(StoreKind store)
    {
        await using var site = await sites.CopyAsync(store);
        Registrants.Prepare(site);
        var registrants = new Registrants();
        await new Deaths(site, registrants.UntilGoneAsync, (api, _) => registrants.AreSettledAsync(api))
            .OneByOneAsync(KillPlan.BetweenUserAndCustomer.Statements);
    }
}
