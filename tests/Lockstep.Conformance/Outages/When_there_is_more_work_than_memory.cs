using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Outages;

[Collection(Alone.Name)]
public sealed class When_there_is_more_work_than_memory(StartedSites sites)
{
    private readonly Shop _shop = new();

    [Theory]
    [OnEachStore]
    public async Task All_of_it_arrives_without_a_pause_between_two_fills(StoreKind store)
    {
        await using var site = await sites.CopyAsync(store);
        var setup = Flow.ToShop(_shop) with
        {
            Settings = Flow.Settings(("Dispatch:MemoryMax", 10), ("Dispatch:InFlightMax", 4), ("Dispatch:PollInterval", "00:01:00")),
        };
        var open = false;
        _shop.Answer = (visit, _) => open ? Task.FromResult(Shop.Done(visit)) : throw new IOException("connection refused");
        await using var host = await LocalHost.StartAsync(site, setup);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => CreateAsync(host, 500))));

        open = true;
        await Eventually.HoldsAsync(() => _shop.Visits.Select(visit => visit.Customer).Distinct().Count() == 2_000, "some are missing");
        await Eventually.HoldsAsync(async () =>
            await host.Api.CountAsync("/api/sync/deliveries?state=delivered") == 2_000 ? null : "some are open"
        );
    }

    [Theory]
    [OnEachStore]
    public async Task A_record_with_a_thousand_changes_does_not_hold_up_the_others(StoreKind store)
    {
        await using var site = await sites.CopyAsync(store);
        var gate = new TaskCompletionSource();
        _shop.Answer = async (visit, _) =>
        {
            await gate.Task;
            return Shop.Done(visit);
        };
        await using var host = await LocalHost.StartAsync(site, Flow.ToShop(_shop) with
        {
            Flows = Patient(),
            Settings = Flow.Settings(("Dispatch:MemoryMax", 20), ("Dispatch:InFlightMax", 2)),
        });
        var busy = await host.Api.CreateAsync("busy");
        for (var change = 1; change < 1_000; change++)
        {
            await host.Api.RenameAsync(busy, $"busy {change}");
        }

        var others = new List<long>();
        for (var number = 0; number < 20; number++)
        {
            others.Add(await host.Api.CreateAsync($"other {number}"));
        }

        await Eventually.HoldsAsync(async () => await host.Api.CountAsync("/api/sync/deliveries") == 1_020 ? null : "not all are taken in");
        gate.SetResult();
        await Eventually.HoldsAsync(() => _shop.Visits.Count == 1_020, "some are missing");

        var visits = _shop.Visits.ToList();
        visits
            .FindLastIndex(visit => others.Contains(visit.Customer))
            .ShouldBeLessThan(200, "all others came while the busy one had hardly begun");
        _shop.VisitsOf(busy).Select(visit => visit.Version).ShouldBe(Enumerable.Range(1, 1_000).Select(version => (long)version));
    }

    private static Dictionary<string, string> Patient() => new(StringComparer.Ordinal)
    {
        ["to-shop"] = """
            name: to-shop
            from: { system: crm, kind: customer, on: [created, changed] }
            to: { system: shop, kind: customer }
            map: { id: id, name: name, version: version }
            timeout: 2m
            """,
    };

    private static async Task CreateAsync(LocalHost host, int count)
    {
        for (var number = 0; number < count; number++)
        {
            await host.Api.CreateAsync($"customer {number}");
        }
    }
}
