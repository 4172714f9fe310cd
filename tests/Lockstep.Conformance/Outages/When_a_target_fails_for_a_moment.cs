using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Outages;

[Collection(Alone.Name)]
public sealed class When_a_target_fails_for_a_moment(StartedSites sites)
{
    private readonly Shop _shop = new();

    [Theory]
    [OnEachStore]
    public async Task A_schedule_of_once_after_a_second_tries_once_after_a_second_and_then_gives_up(StoreKind store)
    {
        _shop.Answer = (_, _) => throw new IOException("connection reset");
        await using var site = await sites.CopyAsync(store);
        await using var host = await LocalHost.StartAsync(site, Flow.ToShop(_shop, "{ schedule: [1s] }"));
        await host.Api.CreateAsync("customer");

        await Eventually.HoldsAsync(async () =>
            await host.Api.CountAsync("/api/sync/dead-letters?cause=unavailable") == 1 ? null : "no dead letter"
        );
        _shop.Visits.Count.ShouldBe(2);
        Between(_shop.Visits[0], _shop.Visits[1]).ShouldBeInRange(TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(5));
    }

    [Theory]
    [OnEachStore]
    public async Task Its_wish_to_be_left_alone_is_respected(StoreKind store)
    {
        _shop.Answer = (visit, _) => Task.FromResult(visit.Attempt == 1
            ? ApplyResult.Failed(FailureCause.Quota, "Too many.", TimeSpan.FromSeconds(1))
            : Shop.Done(visit));
        await using var site = await sites.CopyAsync(store);
        await using var host = await LocalHost.StartAsync(site, Flow.ToShop(_shop));
        await host.Api.CreateAsync("customer");

        await Eventually.HoldsAsync(() => _shop.Visits.Count == 2, "it is not tried again");
        Between(_shop.Visits[0], _shop.Visits[1]).ShouldBeGreaterThan(TimeSpan.FromSeconds(0.9));
    }

    [Theory]
    [OnEachStore]
    public async Task A_wish_for_eternity_is_cut_and_noted_down(StoreKind store)
    {
        _shop.Answer = (_, _) => Task.FromResult(ApplyResult.Failed(FailureCause.Quota, "Never again.", TimeSpan.MaxValue));
        await using var site = await sites.CopyAsync(store);
        await using var host = await LocalHost.StartAsync(site, Flow.ToShop(_shop));
        await host.Api.CreateAsync("customer");

        await Eventually.HoldsAsync(() => _shop.Visits.Count == 1, "it is not sent");
        await Eventually.HoldsAsync(async () => await FirstAttemptsAsync(host) == 1 ? null : "the attempt is not noted down");
        _shop.Visits.Count.ShouldBe(1);
    }

    [Theory]
    [OnEachStore]
    public async Task An_outage_does_not_use_up_the_attempts_that_are_for_answers(StoreKind store)
    {
        _shop.Answer = (visit, _) => visit.Attempt switch
        {
            <= 6 => throw new IOException("connection refused"),
            7 => Task.FromResult(ApplyResult.Failed(FailureCause.Quota, "Everybody came back at once.")),
            _ => Task.FromResult(Shop.Done(visit)),
        };
        await using var site = await sites.CopyAsync(store);
        await using var host = await LocalHost.StartAsync(site, Flow.ToShop(_shop));
        await host.Api.CreateAsync("customer");

        await Eventually.HoldsAsync(() => _shop.Visits.Count == 8, "it was given up");
        await Eventually.HoldsAsync(async () =>
            await host.Api.CountAsync("/api/sync/deliveries?state=delivered") == 1 ? null : "it is not delivered"
        );
    }

    [Theory]
    [OnEachStore]
    public async Task The_changes_of_one_customer_arrive_in_the_order_of_their_versions(StoreKind store)
    {
        _shop.Answer = (visit, _) =>
            visit is { Version: 1 or 4, Attempt: < 5 } ? throw new IOException("connection reset") : Task.FromResult(Shop.Done(visit));
        await using var site = await sites.CopyAsync(store);
        await using var host = await LocalHost.StartAsync(site, Flow.ToShop(_shop));
        var customer = await host.Api.CreateAsync("version 1");
        for (var version = 2; version <= 10; version++)
        {
            await host.Api.RenameAsync(customer, $"version {version}");
        }

        await Eventually.HoldsAsync(() => _shop.Visits.Any(visit => visit.Version == 10), "the last version has not arrived");
        var versions = _shop.VisitsOf(customer).Select(visit => visit.Version).ToList();
        versions.ShouldBe([1, 1, 1, 1, 1, 2, 3, 4, 4, 4, 4, 4, 5, 6, 7, 8, 9, 10]);
    }

    [Theory]
    [OnEachStore]
    public async Task A_bad_record_blocks_only_itself(StoreKind store)
    {
        long bad = 0;
        _shop.Answer = (visit, _) =>
            Task.FromResult(visit.Customer == bad ? ApplyResult.Failed(FailureCause.OurBug, "It breaks.") : Shop.Done(visit));
        await using var site = await sites.CopyAsync(store);
        await using var host = await LocalHost.StartAsync(site, Flow.ToShop(_shop, "{ first: 10m, attempts: 5 }"));
        bad = 1;
        (await host.Api.CreateAsync("bad")).ShouldBe(bad);
        await host.Api.RenameAsync(bad, "still bad");
        for (var number = 0; number < 20; number++)
        {
            await host.Api.CreateAsync($"good {number}");
        }

        await Eventually.HoldsAsync(async () =>
            await host.Api.CountAsync("/api/sync/deliveries?state=delivered") == 20 ? null : "good ones are missing"
        );
        (await host.Api.CountAsync("/api/sync/deliveries?state=pending")).ShouldBe(1);
        (await host.Api.CountAsync("/api/sync/deliveries?state=blocked")).ShouldBe(1);
    }

    private static TimeSpan Between(Visit first, Visit second) => TimeProvider.System.GetElapsedTime(first.At, second.At);

    private static async Task<int> FirstAttemptsAsync(LocalHost host) =>
        (await host.Api.GetAsync("/api/sync/deliveries/1")).GetProperty("attempts").GetArrayLength();
}
