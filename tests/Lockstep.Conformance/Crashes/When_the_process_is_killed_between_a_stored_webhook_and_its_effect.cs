using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

/// <summary>A call is stored, then believed, then takes effect: two commits, and the process may die about each.</summary>
public sealed class When_the_process_is_killed_between_a_stored_webhook_and_its_effect(StartedSites sites)
{
    [Theory]
    [OnEachStore]
    public Task What_was_stored_takes_effect_once_although_nobody_repeats_it(StoreKind store) =>
        DieAsync(store, KillPlan.AfterAWebhookIsStored, isStored: true);

    [Theory]
    [OnEachStore]
    public Task What_was_not_stored_takes_effect_when_it_is_repeated(StoreKind store) =>
        DieAsync(store, KillPlan.BeforeAWebhookIsStored, isStored: false);

    private async Task DieAsync(StoreKind store, KillPlan plan, bool isStored)
    {
        await using var site = await sites.CopyAsync(store);
        Calls.Prepare(site);
        var calls = new Calls();
        long lost = 0;
        await new Deaths(site, async api => lost = await calls.UntilGoneAsync(api), async (api, _) =>
        {
            await (isStored ? Calls.TakesEffectAsync(api, lost) : Task.CompletedTask);
            await calls.RepeatAsync(api);
        })
        {
            Prepare = Calls.StockUpAsync,
        }.OneByOneAsync(plan.Statements);
    }
}
