using Lockstep.Sync.Flows;
using Lockstep.Sync.Schema;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Sync.Life;

/// <summary>Flows that are paused, resumed and changed while their deliveries are on their way.</summary>
[RunsOnEachStore]
public sealed class FlowPauseTests
{
    [Fact]
    public async Task A_paused_flow_keeps_what_changes_over_a_restart_and_brings_it_in_order_once_it_goes_on()
    {
        await using var site =
            await LifeSite.StartAsync(("shop.yaml", LifeSite.ToShop()), ("beside.yaml", LifeSite.ToShop(name: "beside")));
        var paused = await site.App.PostAsync("/api/sync/flows/to-shop/pause", """{ "reason": "stock-taking" }""");
        (paused.Status, (string?)paused.Body!["state"], (string?)paused.Body["paused"]!["by"]).ShouldBe((200, "paused", "user:1"));
        var id = await site.App.AddCustomerAsync("""{"name":"Ada"}""");
        await site.App.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{id}", """{"name":"Ada King"}""");
        await site.DeliveredAsync(2);
        await site.RestartAsync();
        await site.App.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{id}", """{"name":"Ada Lovelace"}""");
        await site.DeliveredAsync(3);
        site.Shop.Visits.ShouldAllBe(visit => string.Equals(visit.Record, $"beside:customers/{id}", StringComparison.Ordinal));
        var flow = await site.FlowAsync();
        ((string?)flow["state"], (string?)flow["paused"]!["reason"]).ShouldBe(("paused", "stock-taking"));
        (await site.CountAsync("?flow=to-shop&state=pending"), await site.CountAsync("?flow=to-shop&state=blocked")).ShouldBe((1L, 2L));

        (await site.App.PostAsync("/api/sync/flows/to-shop/resume", "")).Status.ShouldBe(200);
        await site.DeliveredAsync(6);
        site.Shop.Visits.Where(static visit => visit.Record.StartsWith("to-shop", StringComparison.Ordinal))
            .Select(static visit => visit.Version).ShouldBe([1L, 2L, 3L]);
        ((string?)(await site.FlowAsync())["state"]).ShouldBe("running");
        (await site.App.GetAsync("/api/audit?action=flow:paused")).Items.ShouldHaveSingleItem();
        (await site.App.GetAsync("/api/audit?action=flow:resumed")).Items.ShouldHaveSingleItem();
        (await site.App.PostAsync("/api/sync/flows/nobody/pause", "{}")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task What_is_on_its_way_when_a_flow_is_paused_ends_and_is_noted_down_and_nothing_follows()
    {
        await using var site = await LifeSite.StartAsync(("shop.yaml", LifeSite.ToShop()));
        var gate = new TaskCompletionSource();
        site.Shop.Answer = async (_, _) =>
        {
            await gate.Task;
            return RecordingShop.Done;
        };
        var id = await site.App.AddCustomerAsync("""{"name":"Ada"}""");
        await site.VisitedAsync(1);
        await site.App.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{id}", """{"name":"Ada King"}""");
        await site.App.PostAsync("/api/sync/flows/to-shop/pause", "{}");
        gate.SetResult();
        await site.DeliveredAsync(1);
        await TestApp.EventuallyAsync(async () => await site.CountAsync("?state=pending") == 1, "the next one is the head of its lane");
        site.Shop.Visits.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_flow_that_changes_while_its_deliveries_are_on_their_way_loses_and_doubles_none()
    {
        await using var site = await LifeSite.StartAsync(("shop.yaml", LifeSite.ToShop()));
        const int Customers = 20;
        var gate = new TaskCompletionSource();
        site.Shop.Answer = async (_, _) =>
        {
            await gate.Task;
            return RecordingShop.Done;
        };
        for (var number = 0; number < Customers; number++)
        {
            await site.App.AddCustomerAsync($$"""{"name":"c{{number}}"}""");
        }

        await site.VisitedAsync(Customers);

        // More patience than the leases of the target last, which must be made longer while they are held.
        await site.ApplyAsync(LifeSite.ToShop("description: changed").Replace("timeout: 20s", "timeout: 5m", StringComparison.Ordinal));
        for (var number = 0; number < Customers; number++)
        {
            await site.App.AddCustomerAsync($$"""{"name":"d{{number}}"}""");
        }

        await site.ApplyAsync(LifeSite.ToShop("description: again"));
        gate.SetResult();
        await site.DeliveredAsync(2 * Customers);
        site.Shop.Visits.Select(static visit => visit.Record).Distinct(StringComparer.Ordinal).Count().ShouldBe(2 * Customers);
        (site.Shop.Visits.Count, site.Shop.Overlaps).ShouldBe((2 * Customers, 0));
    }

    [Fact]
    public async Task A_paused_flow_that_polls_asks_nobody_and_reads_on_where_it_was()
    {
        const string Polls = "trigger: { poll: { every: 50ms, overlap: 0s } }";
        await using var site = await LifeSite.StartAsync(("shop.yaml", LifeSite.ToShop(Polls)));
        await site.App.AddCustomerAsync("""{"name":"Ada"}""");
        await site.DeliveredAsync(1);
        await site.App.PostAsync("/api/sync/flows/to-shop/pause", "{}");
        await site.App.AddCustomerAsync("""{"name":"Bo"}""");
        await site.App.HandedOverAsync("crm");
        (await site.CountAsync("")).ShouldBe(1);
        await site.App.PostAsync("/api/sync/flows/to-shop/resume", "");
        await site.ApplyAsync(LifeSite.ToShop(Polls + "\ndescription: another object, another poller"));
        await site.DeliveredAsync(2);
        site.Shop.Visits.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_pause_is_in_force_also_where_another_flow_can_not_be_read()
    {
        await using var site =
            await LifeSite.StartAsync(("shop.yaml", LifeSite.ToShop()), ("beside.yaml", LifeSite.ToShop(name: "beside")));
        var flows = site.App.Services.GetRequiredService<FlowRegistry>();
        await site.App.Services.GetRequiredService<SyncDatabase>().Store.WriteAsync(async transaction =>
        {
            await transaction.ExecuteAsync(
                """
                insert into flow_versions (flow, version, sha256, content, tables, origin, applied_by, applied_at)
                select flow, 2, 'x', 'name: beside', tables, origin, applied_by, applied_at from flow_versions where flow = 'beside'
                """);
            await transaction.ExecuteAsync("update flows set version = 2 where name = 'beside'");
            return await transaction.ExecuteAsync("update flow_revision set number = number + 1 where id = 1");
        }, TestContext.Current.CancellationToken);
        await site.App.PostAsync("/api/sync/flows/to-shop/pause", "{}");
        await TestApp.EventuallyAsync(
            () => Task.FromResult(!flows.Now.Running.ContainsKey("to-shop")), "nothing of it goes any more");
        flows.Now.Running.Keys.ShouldBe(["beside"], "it goes on as it was");
    }

    [Fact]
    public async Task Another_process_follows_what_is_applied_and_paused()
    {
        Assert.SkipUnless(TestDatabases.IsPostgres, "On SQLite there is one process.");
        await using var site = await LifeSite.StartAsync(("shop.yaml", LifeSite.ToShop()));
        using var empty = new TestFolder();
        await File.WriteAllTextAsync(empty.File("shop.yaml"), LifeSite.ToShop(), TestContext.Current.CancellationToken);
        await using var other = await site.StartBesideAsync(empty.Path);
        await site.ApplyAsync(LifeSite.ToShop("description: from the first"));
        await TestApp.EventuallyAsync(
            async () => (string?)(await other.GetAsync("/api/sync/flows")).Items[0]!["description"] is "from the first",
            "the other follows");
        await other.PostAsync("/api/sync/flows/to-shop/pause", "{}");
        await TestApp.EventuallyAsync(async () => (string?)(await site.FlowAsync())["state"] is "paused", "the first follows");
        await site.App.AddCustomerAsync("""{"name":"Ada"}""");
        await TestApp.EventuallyAsync(async () => await site.CountAsync("?state=pending") == 1, "it waits");
        await other.PostAsync("/api/sync/flows/to-shop/resume", "");
        await site.DeliveredAsync(1);
        site.Shop.Visits.ShouldHaveSingleItem();
    }
}
