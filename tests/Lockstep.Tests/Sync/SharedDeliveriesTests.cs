using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Leases;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync;

[RunsOnEachStore]
public sealed class SharedDeliveriesTests
{
    private const int Records = 1_000;
    private const int Versions = 3;
    private static readonly LeaseOptions Short = new() { Duration = TimeSpan.FromSeconds(2), Renewal = TimeSpan.FromMilliseconds(300) };

    [Fact]
    public async Task Two_processes_share_the_work_and_each_change_arrives_once_and_in_order()
    {
        await using var site = new SyncSite();
        var one = await site.StartAsync("one", 8);
        var two = await site.StartAsync("two", 4);
        await Patience.UntilAsync(() => one.Held == 4);

        await TakeInAsync(one, two);
        await site.QuietAsync();

        site.Shop.Visits.Count.ShouldBe(Records * Versions);
        InOrder(site);
        foreach (var process in new[] { "one", "two" })
        {
            site.Shop.Visits.Count(visit => string.Equals(visit.Process, process, StringComparison.Ordinal))
                .ShouldBeGreaterThan(Records * Versions / 4, process);
        }
    }

    [Fact]
    public async Task A_third_process_takes_its_share_and_nobody_holds_more_than_that()
    {
        await using var site = new SyncSite();
        var one = await site.StartAsync("one", 8);
        var two = await site.StartAsync("two", 4);
        var three = await site.StartAsync("three", 2);
        await Patience.UntilAsync(() => one.Held == 3 && two.Held == 3);
        three.Held.ShouldBe(2);
    }

    [Fact]
    public async Task What_a_process_gives_back_at_its_end_goes_on_at_once()
    {
        await using var site = new SyncSite();
        var one = await site.StartAsync("one", 8);
        var two = await site.StartAsync("two", 4);
        var taken = TakeInAsync(two, two);
        await Patience.UntilAsync(() => site.Shop.Visits.Count > Records / 2);

        // Leases last for ten minutes: nobody waits for them.
        await one.StopAsync();
        await Patience.UntilAsync(() => two.Held == 8);
        await taken;
        await site.QuietAsync();
        EachArrived(site);
    }

    [Fact]
    public async Task What_a_dead_process_held_is_taken_over_when_its_leases_expire()
    {
        await using var site = new SyncSite { Leases = Short };
        var one = await site.StartAsync("one", 8);
        var two = await site.StartAsync("two", 4);
        var taken = TakeInAsync(two, two);
        await Patience.UntilAsync(() => site.Shop.Visits.Count > Records / 2);

        await one.DieAsync();
        (await site.CountAsync("finished_at is null")).ShouldBeGreaterThan(0);
        await Patience.UntilAsync(() => two.Held == 8);
        await taken;
        await site.QuietAsync();
        EachArrived(site);
    }

    [Fact]
    public async Task A_process_that_was_paused_can_not_record_its_attempt_once_another_one_has_taken_over()
    {
        await using var site = new SyncSite { Leases = Short };
        var gate = new TaskCompletionSource();
        site.Shop.Answer = async (visit, ct) =>
        {
            if (visit.Process is "one")
            {
                await gate.Task.WaitAsync(ct);
                return RecordingShop.Done;
            }

            // Still pending afterwards: what keeps the other one out is the lease alone.
            return ApplyResult.Failed(FailureCause.Quota, "Later.", TimeSpan.FromHours(1));
        };
        var one = await site.StartAsync("one", 8);
        await one.Intake.ConsumeAsync(SyncSite.Events([(1, 1)]), CancellationToken.None);
        await Patience.UntilAsync(() => site.Shop.Visits.Count == 1);

        one.Store.Pause();
        gate.SetResult();
        await site.StartAsync("two", 8);
        await TestApp.EventuallyAsync(async () => await site.CountAsync("state = 'pending' and attempts = 1") == 1, "the other one tried");
        one.Store.GoOn();
        await Patience.UntilAsync(() => one.Store.Fenced == 1);

        (await site.CountAsync("state = 'pending' and (select count(*) from attempts where delivery_id = deliveries.id) = 1")).ShouldBe(1);
        (await site.CountAsync("state = 'delivered'")).ShouldBe(0);
    }

    [Fact]
    public async Task A_part_changes_hands_only_when_nothing_of_it_is_on_its_way()
    {
        await using var site = new SyncSite { Timeout = TimeSpan.FromMinutes(1) };
        var gate = new TaskCompletionSource();
        site.Shop.Answer = async (_, _) =>
        {
            await gate.Task;
            return RecordingShop.Done;
        };
        var one = await site.StartAsync("one", 8);
        await one.Intake.ConsumeAsync(
            SyncSite.Events(Enumerable.Range(1, 30).SelectMany(record => new[] { (record, 1), (record, 2) })), CancellationToken.None);
        await Patience.UntilAsync(() => site.Shop.Visits.Count == 30);

        var two = await site.StartAsync("two", 0);
        await Patience.UntilAsync(() => one.Held == 4);
        two.Held.ShouldBe(0);
        gate.SetResult();
        await Patience.UntilAsync(() => two.Held == 4);
        await site.QuietAsync();
        site.Shop.Overlaps.ShouldBe(0);
        site.Shop.Visits.Count.ShouldBe(60);
        InOrder(site);
    }

    [Fact]
    public async Task A_delivery_of_another_processes_part_reaches_it_without_a_poll()
    {
        await using var site = new SyncSite();
        var one = await site.StartAsync("one", 8);
        await site.StartAsync("two", 4);
        await Patience.UntilAsync(() => one.Held == 4);
        for (var record = 1; record <= 100; record++)
        {
            await one.Intake.ConsumeAsync(SyncSite.Events([(record, 1)]), CancellationToken.None);
        }

        await Patience.UntilAsync(() => site.Shop.Visits.Count == 100);
        site.Shop.Visits.Select(visit => visit.Process).Distinct(StringComparer.Ordinal).Count().ShouldBe(2);
    }

    /// <summary>All changes, in batches, the events of one half of the records through each process.</summary>
    private static Task TakeInAsync(SyncProcess first, SyncProcess second) =>
        Task.WhenAll(
            new[] { first, second }.Select(
                (process, half) =>
                    Task.Run(async () =>
                    {
                        var changes = Enumerable
                            .Range(1, Versions)
                            .SelectMany(version => Enumerable.Range(1, Records / 2).Select(record => ((record * 2) + half, version)));
                        foreach (var batch in changes.Chunk(100))
                        {
                            await process.Intake.ConsumeAsync(SyncSite.Events(batch), CancellationToken.None);
                        }
                    })));

    /// <summary>The first time that each version of a record came is in the order of the versions.</summary>
    private static void InOrder(SyncSite site)
    {
        foreach (var record in site.Shop.Visits.GroupBy(visit => visit.Record, StringComparer.Ordinal))
        {
            var versions = record.Select(visit => visit.Version).ToList();
            versions.Order().SequenceEqual(versions).ShouldBeTrue(record.Key);
        }
    }

    private static void EachArrived(SyncSite site)
    {
        site.Shop.Visits.Select(visit => (visit.Record, visit.Version)).Distinct().Count().ShouldBe(Records * Versions);
        InOrder(site);
    }
}
