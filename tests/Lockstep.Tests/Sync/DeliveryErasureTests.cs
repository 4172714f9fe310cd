using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync;

/// <summary>What was in memory, on its way or still to come in when a person was erased.</summary>
[RunsOnEachStore]
public sealed class DeliveryErasureTests
{
    private const string Words = "Ada lives here";

    [Fact]
    public async Task What_a_process_has_in_memory_does_not_go_once_the_person_was_erased_here_or_by_another_process()
    {
        await using var site = new SyncSite { InFlight = 1 };
        var (one, gate) = await HeldAsync(site, 1, 2, 3);
        var other = TestDatabases.IsPostgres ? site.Add("two") : one;
        await one.Erasure.EraseAsync(2, "user:1", CancellationToken.None);
        await other.Erasure.EraseAsync(3, "user:1", CancellationToken.None);
        gate.SetResult();
        await site.QuietAsync();
        site.Shop.Visits.Where(static visit => !visit.Record.EndsWith("/1", StringComparison.Ordinal)).ShouldAllBe(
            static visit => visit.Version == RecordingShop.Anew, "what goes is the record as it is by then");
    }

    [Fact]
    public async Task What_the_target_said_of_a_person_who_was_erased_while_it_was_asked_is_not_noted_down()
    {
        await using var site = new SyncSite { InFlight = 1 };
        var (one, gate) = await HeldAsync(site, 1);
        await one.Erasure.EraseAsync(1, "user:1", CancellationToken.None);
        gate.SetResult();
        await site.QuietAsync();
        (await site.CountAsync("exists (select 1 from attempts a where a.delivery_id = deliveries.id)")).ShouldBe(1, "that it went");
        (await site.CountAsync($"message like '%{Words}%'")).ShouldBe(0);
        (await site.CountAsync($"payload <> '{DeliveryTable.Erased}'")).ShouldBe(0);
        (await site.CountAsync(
            "exists (select 1 from attempts a where a.delivery_id = deliveries.id and "
                + "(a.message is not null or a.answer is not null or a.exchanges is not null))"))
            .ShouldBe(0);
    }

    [Fact]
    public async Task What_was_said_of_a_person_to_the_target_goes_with_the_person_and_that_of_others_stays()
    {
        await using var site = new SyncSite { InFlight = 1 };
        var (one, gate) = await HeldAsync(site, 1, 2);
        gate.SetResult();
        await site.QuietAsync();
        const string Kept = "exists (select 1 from attempts a where a.delivery_id = deliveries.id and a.exchanges like '%apply%')";
        (await site.CountAsync(Kept)).ShouldBe(2);
        await one.Erasure.EraseAsync(1, "user:1", CancellationToken.None);
        (await site.CountAsync($"subject = 'customers/1' and {Kept}")).ShouldBe(0);
        (await site.CountAsync($"subject = 'customers/2' and {Kept}")).ShouldBe(1);
    }

    [Fact]
    public async Task A_change_of_before_an_erasure_that_comes_in_after_it_says_nothing()
    {
        await using var site = new SyncSite();
        var one = site.Add("one");
        var late = SyncSite.Events([(1, 1), (2, 1)]);
        await one.Erasure.EraseAsync(1, "user:1", CancellationToken.None);
        await one.Intake.ConsumeAsync(late, CancellationToken.None);
        (await site.CountAsync($"subject = 'customers/1' and payload = '{DeliveryTable.Erased}' and is_current = 1")).ShouldBe(1);
        (await site.CountAsync($"subject = 'customers/2' and payload <> '{DeliveryTable.Erased}'")).ShouldBe(1, "others are as they were");
    }

    [Fact]
    public async Task What_is_for_a_webhook_that_is_gone_by_now_is_not_queued()
    {
        await using var site = new SyncSite();
        var flow = SyncProcess.ToShop(TimeSpan.FromSeconds(1)) with { Name = "webhook:7", Target = "webhook:7", Webhook = 7 };
        var change = new Change(flow, "customers/1", 1, TimeProvider.System.GetUtcNow(), "null"u8.ToArray(), "{}"u8.ToArray());
        var added = await site.Store.WriteAsync(
            transaction => NewDeliveries.AddAsync(transaction, [change], new Parts(1), TimeProvider.System.GetUtcNow()),
            TestContext.Current.CancellationToken);
        added.ShouldBeEmpty();
        (await site.CountAsync("flow = 'webhook:7'")).ShouldBe(0);
    }

    /// <summary>A process of which the first delivery is on its way, until the gate opens, and the others wait in memory.</summary>
    private static async Task<(SyncProcess Process, TaskCompletionSource Gate)> HeldAsync(SyncSite site, params int[] records)
    {
        var gate = new TaskCompletionSource();
        site.Shop.Answer = async (_, ct) =>
        {
            await gate.Task.WaitAsync(ct);
            return ApplyResult.Failed(FailureCause.TargetRefused, Words) with { Answer = Words };
        };
        var process = await site.StartAsync("one", 8);
        await process.Intake.ConsumeAsync(SyncSite.Events(records.Select(static record => (record, 1))), CancellationToken.None);
        await Patience.UntilAsync(() => site.Shop.Visits.Count == 1);
        return (process, gate);
    }
}
