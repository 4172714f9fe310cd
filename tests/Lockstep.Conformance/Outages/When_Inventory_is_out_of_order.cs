using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Outages;

public sealed class When_Inventory_is_out_of_order(StartedSites sites)
{
    private const int Customers = 150;

    [Theory]
    [OnEachStore(Failing.Refuses)]
    [OnEachStore(Failing.Hangs)]
    public async Task Creates_are_answered_and_all_packages_come_once_when_it_is_back(StoreKind store, Failing how)
    {
        await using var site = await sites.CopyAsync(store);
        Outage? inventory = null;
        await using var host = await LocalHost.StartAsync(site, Flow.WelcomePackage(
            system => system.Name is "inventory" ? inventory = new Outage(system) : system));
        inventory!.Begin(how);
        for (var number = 0; number < Customers; number++)
        {
            await host.Api.CreateAsync($"customer {number}");
        }

        (await host.Api.CountAsync("/api/packages")).ShouldBe(0);
        inventory.End();

        await Reconciliation.QuietAsync(host.Api);
        await Reconciliation.BalanceAsync(host.Api, new Creates());
        (await host.Api.CountAsync("/api/packages")).ShouldBe(Customers);
    }

    [Theory]
    [OnEachStore(Failing.Refuses)]
    [OnEachStore(Failing.Hangs)]
    public async Task What_was_open_goes_out_after_a_restart(StoreKind store, Failing how)
    {
        await using var site = await sites.CopyAsync(store);
        await using (var host = await LocalHost.StartAsync(site, Flow.WelcomePackage(connector => Broken(connector, how))))
        {
            await host.Api.CreateAsync("first");
            await host.Api.CreateAsync("second");
        }

        await using var next = await LocalHost.StartAsync(site, Flow.WelcomePackage());
        await Reconciliation.QuietAsync(next.Api);
        (await next.Api.CountAsync("/api/packages")).ShouldBe(2);
    }

    private static Outage Broken(ISystem system, Failing how)
    {
        var outage = new Outage(system);
        outage.Begin(how);
        return outage;
    }
}
