using Lockstep.Runtime.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Conformance.Outages;

public sealed class When_a_system_is_polled(StartedSites sites)
{
    private readonly Shop _shop = new();

    [Theory]
    [OnEachStore]
    public async Task Each_change_is_delivered_once_although_polls_overlap_also_after_a_restart(StoreKind store)
    {
        await using var site = await sites.CopyAsync(store);
        long first;
        await using (var host = await LocalHost.StartAsync(site, Polling()))
        {
            first = await host.Api.CreateAsync("first");
            await SeenAsync(1);
            await host.Api.RenameAsync(first, "renamed");
            await SeenAsync(2);
        }

        await using (var next = await LocalHost.StartAsync(site, Polling()))
        {
            await next.Api.CreateAsync("second");
            await SeenAsync(3);
            await next.Api.RenameAsync(first, "renamed again");
            await SeenAsync(4);
        }

        _shop.Visits.Select(visit => (visit.Customer, visit.Version)).ShouldBe([(1, 1), (1, 2), (2, 1), (1, 3)]);
    }

    [Theory]
    [OnEachStore]
    public async Task More_changes_than_a_page_has_all_arrive(StoreKind store)
    {
        await using var site = await sites.CopyAsync(store);
        await using (
            var host = await LocalHost.StartAsync(site, Polling() with { Flows = new Dictionary<string, string>(StringComparer.Ordinal) }))
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => CreateAsync(host, 300))));
        }

        await using var next = await LocalHost.StartAsync(site, Polling());
        await SeenAsync(1_200);
        _shop.Visits.Select(visit => visit.Customer).Distinct().Count().ShouldBe(1_200);
    }

    [Theory]
    [OnEachStore]
    public async Task A_record_from_the_future_does_not_hide_what_changes_until_then(StoreKind store)
    {
        await using var site = await sites.CopyAsync(store);
        await using var host = await LocalHost.StartAsync(site, Polling());
        var crm = host.Services.GetRequiredKeyedService<IStore>("crm");
        var early = await host.Api.CreateAsync("early");
        await crm.WriteAsync(
            transaction => transaction.ExecuteAsync("update customers set updated_at = updated_at + 86400000 where id = $1", early),
            TestContext.Current.CancellationToken);
        await SeenAsync(1);

        await host.Api.CreateAsync("of today");
        await SeenAsync(2);
    }

    private static async Task CreateAsync(LocalHost host, int count)
    {
        for (var number = 0; number < count; number++)
        {
            await host.Api.CreateAsync($"customer {number}");
        }
    }

    private Task SeenAsync(int count) => Eventually.HoldsAsync(() => _shop.Visits.Count == count, $"the shop has not seen {count}");

    private Setup Polling() => Flow.ToShop(_shop, more: "trigger: { poll: { every: 50ms, overlap: 10s } }");
}
