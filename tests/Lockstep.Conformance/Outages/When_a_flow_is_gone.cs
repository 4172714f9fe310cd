using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Outages;

public sealed class When_a_flow_is_gone(StartedSites sites)
{
    [Theory]
    [OnEachStore]
    public async Task What_it_left_behind_neither_fills_memory_nor_keeps_a_target_closed(StoreKind store)
    {
        var isBroken = true;
        var shop = new Shop();
        shop.Answer = (visit, _) => isBroken ? throw new IOException("connection refused") : Task.FromResult(Shop.Done(visit));
        var small = Flow.Settings(("Dispatch:MemoryMax", 4), ("Dispatch:BreakerFailures", 1));
        await using var site = await sites.CopyAsync(store);
        await using (var host = await LocalHost.StartAsync(site, Flow.ToShop(shop) with { Settings = small }))
        {
            for (var number = 0; number < 10; number++)
            {
                await host.Api.CreateAsync($"left behind {number}");
            }

            await Eventually.HoldsAsync(async () =>
                await host.Api.CountAsync("/api/sync/deliveries") == 10 ? null : "not all are taken in"
            );
        }

        await using var next = await LocalHost.StartAsync(site, Flow.ToShop(shop) with { Settings = small, Flows = Other() });
        var customer = await next.Api.CreateAsync("of the other flow");
        await Eventually.HoldsAsync(() => shop.VisitsOf(customer).Count > 1, "it is not tried");
        isBroken = false;
        await Eventually.HoldsAsync(async () =>
            await next.Api.CountAsync("/api/sync/deliveries?state=delivered") == 1 ? null : "it is not delivered"
        );
        (await next.Api.CountAsync("/api/sync/deliveries?state=pending")).ShouldBe(10);
    }

    [Theory]
    [OnEachStore]
    public async Task A_flow_with_more_patience_than_a_lease_still_delivers(StoreKind store)
    {
        var shop = new Shop();
        await using var site = await sites.CopyAsync(store);
        await using var host = await LocalHost.StartAsync(site, Flow.ToShop(shop) with { Flows = Other() });
        await host.Api.CreateAsync("customer");
        await Eventually.HoldsAsync(() => shop.Visits.Count == 1, "it is not sent");
    }

    private static Dictionary<string, string> Other() => new(StringComparer.Ordinal)
    {
        ["to-shop"] = """
            name: another
            from: { system: crm, kind: customer, on: [created] }
            to: { system: shop, kind: customer }
            map: { id: id, name: name, version: version }
            timeout: 2m
            retry: { first: 20ms, max: 50ms }
            """,
    };
}
