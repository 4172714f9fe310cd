using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

/// <summary>A call is stored, then believed, then takes effect: two commits, and the process may die about each.</summary>
public sealed class When_the_process_is_killed_between_a_stored_webhook_and_its_effect
{
    private const string Stores = "insert into webhooks";
    private const string Finishes = "update webhooks set state = $2";

    [Theory]
    [OnEachStore("On:3:" + Stores)]
    [OnEachStore("Before:3:" + Finishes)]
    [OnEachStore("On:3:" + Finishes)]
    [OnEachStore("After:3:" + Finishes)]
    public Task What_was_stored_takes_effect_once_although_nobody_repeats_it(StoreKind store, string fuse) => DieAsync(store, fuse, isStored: true);

    [Theory]
    [OnEachStore("Before:3:" + Stores)]
    public Task What_was_not_stored_takes_effect_when_it_is_repeated(StoreKind store, string fuse) => DieAsync(store, fuse, isStored: false);

    private static async Task DieAsync(StoreKind store, string fuse, bool isStored)
    {
        await using var site = new Site(store);
        Calls.Prepare(site);
        var calls = new Calls();
        long lost;
        await using (var faulty = ServerProcess.StartFaulty(site, fuse))
        {
            using var api = await faulty.ReadyAsync();
            lost = await calls.UntilGoneAsync(api);
            (await faulty.ExitAsync()).ShouldBe(ServerProcess.Killed);
        }

        await using var next = ServerProcess.Start(site);
        using var again = await next.ReadyAsync();
        await (isStored ? Calls.TakesEffectAsync(again, lost) : Task.CompletedTask);
        await calls.RepeatAsync(again);
    }
}
