using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Outages;

public sealed class When_a_customer_can_not_be_delivered
{
    private const string Bad = "bad";
    private const string DeadLetters = "/api/sync/dead-letters";
    private readonly Shop _shop = new();
    private readonly StartedSites _sites;
    private volatile bool _isMended;

    public When_a_customer_can_not_be_delivered(StartedSites sites)
    {
        _sites = sites;
        _shop.Answer = (visit, _) => Task.FromResult(
            !_isMended && visit.Name.StartsWith(Bad, StringComparison.Ordinal)
                ? ApplyResult.Failed(FailureCause.TargetRefused, "The shop takes no bad customers.")
                : Shop.Done(visit));
    }

    [Theory]
    [OnEachStore]
    public async Task It_becomes_a_dead_letter_with_its_cause_and_all_others_pass(StoreKind store)
    {
        await using var site = await _sites.CopyAsync(store);
        await using var host = await LocalHost.StartAsync(site, Flow.ToShop(_shop));
        var bad = await host.Api.CreateAsync(Bad);
        for (var number = 0; number < 50; number++)
        {
            await host.Api.CreateAsync($"good {number}");
        }

        await DeadAsync(host, 1);
        var letter = (await host.Api.GetAsync(DeadLetters)).GetProperty("items")[0];
        letter.GetProperty("subject").GetString().ShouldBe($"customers/{bad}");
        letter.GetProperty("cause").GetString().ShouldBe("target-refused");
        letter.GetProperty("message").GetString().ShouldBe("The shop takes no bad customers.");
        await DeliveredAsync(host, 50);
        _shop.VisitsOf(bad).Count.ShouldBe(1, "what will never be taken is not sent again");
    }

    [Theory]
    [OnEachStore]
    public async Task A_replay_brings_it_through_once_however_often_it_is_asked_for(StoreKind store)
    {
        await using var site = await _sites.CopyAsync(store);
        await using var host = await LocalHost.StartAsync(site, Flow.ToShop(_shop));
        var bad = await host.Api.CreateAsync(Bad);
        await DeadAsync(host, 1);
        var id = (await host.Api.GetAsync(DeadLetters)).GetProperty("items")[0].GetProperty("id").GetInt64();
        _isMended = true;

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => host.Api.PostAsync($"{DeadLetters}/{id}/replay", new { })));
        await DeliveredAsync(host, 1);
        await host.Api.PostAsync($"{DeadLetters}/{id}/replay", new { });

        await host.Api.CreateAsync("another one");
        await DeliveredAsync(host, 2);
        _shop.VisitsOf(bad).Count.ShouldBe(2, "one before the replay and one by it");
    }

    [Theory]
    [OnEachStore]
    public async Task A_replay_in_bulk_takes_only_what_passes_its_filter(StoreKind store)
    {
        await using var site = await _sites.CopyAsync(store);
        await using var host = await LocalHost.StartAsync(site, Flow.ToShop(_shop));
        var bad = new List<long>();
        for (var number = 0; number < 20; number++)
        {
            bad.Add(await host.Api.CreateAsync($"{Bad} {number}"));
        }

        await DeadAsync(host, 20);
        _isMended = true;
        (await ReplayAsync(host, new { cause = "quota" })).ShouldBe(0);
        (await ReplayAsync(host, new { subject = $"customers/{bad[0]}" })).ShouldBe(1);
        (await ReplayAsync(host, new { flow = "to-shop", cause = "target-refused" })).ShouldBeInRange(19, 20);

        await DeliveredAsync(host, 20);
        (await ReplayAsync(host, new { all = true })).ShouldBe(0);
        _shop.Visits.Count.ShouldBe(40);
    }

    [Theory]
    [OnEachStore]
    public async Task A_replay_of_many_versions_goes_in_their_order_and_never_back_behind_a_newer_one(StoreKind store)
    {
        await using var site = await _sites.CopyAsync(store);
        await using var host = await LocalHost.StartAsync(site, Flow.ToShop(_shop));
        var old = await host.Api.CreateAsync($"{Bad} 1");
        var late = await host.Api.CreateAsync($"{Bad} late");
        await host.Api.RenameAsync(old, $"{Bad} 2");
        await host.Api.RenameAsync(old, $"{Bad} 3");
        await host.Api.RenameAsync(late, "good now");
        await DeadAsync(host, 4);
        await DeliveredAsync(host, 1);
        _isMended = true;

        await ReplayAsync(host, new { all = true });
        await DeliveredAsync(host, 4);

        _shop.VisitsOf(old).Where(visit => visit.Attempt == 2).Select(visit => visit.Version).ShouldBe([1, 2, 3]);
        _shop.VisitsOf(late).Select(visit => visit.Version).ShouldBe([1, 2], "version 1 is skipped: version 2 stands there already");
        (await host.Api.CountAsync("/api/sync/deliveries?state=skipped")).ShouldBe(1);
    }

    private static async Task<long> ReplayAsync(LocalHost host, object filter) =>
        (await host.Api.PostAsync($"{DeadLetters}/replay", filter)).GetProperty("replayed").GetInt64();

    private static Task DeadAsync(LocalHost host, long expected) => CountAsync(host, DeadLetters, expected);

    private static Task DeliveredAsync(LocalHost host, long expected) => CountAsync(host, "/api/sync/deliveries?state=delivered", expected);

    private static Task CountAsync(LocalHost host, string path, long expected) => Eventually.HoldsAsync(async () =>
    {
        var count = await host.Api.CountAsync(path);
        return count == expected ? null : $"{path} has {count} instead of {expected}";
    });
}
