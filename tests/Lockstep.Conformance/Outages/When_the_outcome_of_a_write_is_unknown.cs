using System.Text.Json;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Outages;

/// <summary>The target is one that takes no repeat: sent twice is done twice.</summary>
public sealed class When_the_outcome_of_a_write_is_unknown(StartedSites sites)
{
    private readonly Shop _shop = new(repeatsSafely: false);

    [Theory]
    [OnEachStore]
    public async Task A_write_that_is_not_answered_becomes_a_dead_letter_and_is_not_sent_again(StoreKind store)
    {
        _shop.Answer = (_, _) => Shop.NeverAsync();
        await using var site = await sites.CopyAsync(store);
        await using var host = await LocalHost.StartAsync(site, Flow.ToShop(_shop));
        await host.Api.CreateAsync("customer");

        await UnknownAsync(host, 1);
        _shop.Visits.Count.ShouldBe(1);
    }

    [Theory]
    [OnEachStore]
    public async Task A_connector_that_breaks_over_the_answer_does_not_send_again(StoreKind store)
    {
        _shop.Answer = (visit, _) =>
            visit.Customer == 1 ? throw new JsonException("no JSON") : throw new InvalidOperationException("no answer");
        await using var site = await sites.CopyAsync(store);
        await using var host = await LocalHost.StartAsync(site, Flow.ToShop(_shop));
        await host.Api.CreateAsync("first");
        await host.Api.CreateAsync("second");

        await UnknownAsync(host, 2);
        _shop.Visits.Count.ShouldBe(2);
    }

    [Theory]
    [OnEachStore]
    public async Task A_write_that_the_end_of_the_process_interrupted_is_not_sent_again(StoreKind store)
    {
        await using var site = await sites.CopyAsync(store);
        _shop.Answer = (_, ct) => HangAsync(ct);
        await using (var host = await LocalHost.StartAsync(site, Flow.ToShop(_shop) with { Flows = Patient() }))
        {
            await host.Api.CreateAsync("customer");
            await Eventually.HoldsAsync(() => _shop.Visits.Count == 1, "it is not sent");
        }

        await using var next = await LocalHost.StartAsync(site, Flow.ToShop(_shop) with { Flows = Patient() });
        await UnknownAsync(next, 1);
        _shop.Visits.Count.ShouldBe(1);
    }

    [Theory]
    [OnEachStore]
    public async Task The_others_wait_until_the_target_answers_again(StoreKind store)
    {
        var isMended = false;
        _shop.Answer = (visit, _) => isMended ? Task.FromResult(Shop.Done(visit)) : throw new IOException("connection refused");
        await using var site = await sites.CopyAsync(store);
        await using var host = await LocalHost.StartAsync(
            site,
            Flow.ToShop(_shop) with
            {
                Settings = Flow.Settings(
                    ("Dispatch:InFlightMax", 1), ("Dispatch:BreakerPause", "00:00:02"), ("Dispatch:BreakerPauseMax", "00:00:02")),
            });
        for (var number = 0; number < 30; number++)
        {
            await host.Api.CreateAsync($"customer {number}");
        }

        isMended = true;

        // Each is sent once, whether it found the target down or up; none is left before the last one was.
        await Eventually.HoldsAsync(async () =>
            _shop.Visits.Count == 30 && await host.Api.CountAsync("/api/sync/deliveries?state=pending") == 0 ? null : "some are open");
        (await host.Api.CountAsync("/api/sync/dead-letters")).ShouldBeLessThan(10, "only those that found out are dead letters");
    }

    private static Task UnknownAsync(LocalHost host, long expected) => Eventually.HoldsAsync(async () =>
        await host.Api.CountAsync("/api/sync/dead-letters?cause=outcome-unknown") == expected ? null : "not every one is a dead letter");

    private static async Task<ApplyResult> HangAsync(CancellationToken ct)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        throw new InvalidOperationException("It hangs for ever.");
    }

    private static Dictionary<string, string> Patient() => new(StringComparer.Ordinal)
    {
        ["to-shop"] = """
            name: to-shop
            from: { system: crm, kind: customer, on: [created] }
            to: { system: shop, kind: customer }
            map: { id: id, name: name, version: version }
            timeout: 5m
            """,
    };
}
