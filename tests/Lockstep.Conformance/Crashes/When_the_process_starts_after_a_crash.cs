using Lockstep.FaultyHost;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

[Collection(Alone.Name)]
public sealed class When_the_process_starts_after_a_crash(StartedSites sites)
{
    /// <summary>
    /// A third of a lease in a folder that one process holds alone: whoever waited for one of the dead process would take longer. On a
    /// server leases must run out, and they are short here.
    /// </summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Theory]
    [OnEachStore]
    public async Task It_goes_on_soon_with_what_the_dead_one_had_in_hand(StoreKind store)
    {
        await using var site = await sites.CopyAsync(store);
        var creates = new Creates();
        await using (var faulty = ServerProcess.StartFaulty(site, $"{KillPoint.BeforeApply}:1"))
        {
            using var api = await faulty.ReadyAsync();
            await creates.UntilGoneAsync(api, 1);
        }

        await using var next = ServerProcess.Start(site);
        using var after = await next.ReadyAsync();
        await after.CreateAsync("the next one");
        await Reconciliation.QuietAsync(after, Soon);
    }
}
