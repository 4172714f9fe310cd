using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Deliveries;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync;

[RunsOnEachStore]
public sealed class LanePropertyTests
{
    private const int Runs = 12;
    private const int Records = 6;

    /// <summary>Which record changes, and whether the target refuses that change at first.</summary>
    private static readonly Gen<(int Record, bool IsRefused)> Step =
        from record in Gen.Choose(1, Records)
        from chance in Gen.Choose(1, 4)
        select (record, chance == 1);

    [Fact]
    public async Task However_intake_records_and_replays_overlap_every_lane_goes_in_order_and_none_is_stuck()
    {
        await using var site = new SyncSite();
        var one = await site.StartAsync("one", 8);
        var two = await site.StartAsync("two", 4);
        await Patience.UntilAsync(() => one.Held == 4);
        var run = 0;
        Prop.ForAll(
                Arb.From(Step.ListOf(80)),
                steps => Task.Run(() => CheckAsync(site, [one, two], ++run, [.. steps])).GetAwaiter().GetResult()
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Runs));
        run.ShouldBeGreaterThanOrEqualTo(Runs);
    }

    private static async Task CheckAsync(SyncSite site, SyncProcess[] processes, int run, (int Record, bool IsRefused)[] steps)
    {
        var seen = site.Shop.Visits.Count;
        var changes = new List<(int Record, int Version)>();
        var refused = new ConcurrentDictionary<(string, long), bool>();
        foreach (var (record, isRefused) in steps.Select(step => ((run * 100) + step.Record, step.IsRefused)))
        {
            changes.Add((record, changes.Count(change => change.Record == record) + 1));
            refused[($"to-shop:customers/{record}", changes[^1].Version)] = isRefused;
        }

        // Each refusal once: a replay gets through.
        site.Shop.Answer = (visit, _) => Task.FromResult(refused.TryUpdate((visit.Record, visit.Version), false, true)
            ? ApplyResult.Failed(FailureCause.TargetRefused, "No.")
            : RecordingShop.Done);
        using var done = new CancellationTokenSource();
        Task[] beside =
        [Task.Run(() => WatchAsync(site, done.Token)), .. processes.Select(process => Task.Run(() => ReplayAsync(process, done.Token)))];
        await Task.WhenAll(
            processes.Select((process, half) => Task.Run(() => TakeInAsync(process, changes.Where(change => change.Record % 2 == half)))));
        await TestApp.EventuallyAsync(
            async () => await site.CountAsync("finished_at is null or state = 'dead'") == 0, "every delivery ended well");
        await done.CancelAsync();
        await Task.WhenAll(beside);

        site.Shop.Overlaps.ShouldBe(0);
        foreach (var record in changes.GroupBy(change => change.Record))
        {
            var visits = site.Shop.Visits.Skip(seen).Where(visit => IsOf(visit, record.Key)).Select(visit => (int)visit.Version);
            visits.Distinct().ShouldBe(record.Select(change => change.Version), $"customer {record.Key}");
        }
    }

    private static bool IsOf(Visit visit, int record) =>
        string.Equals(visit.Record, $"to-shop:customers/{record}", StringComparison.Ordinal);

    /// <summary>Small batches, so that many commits overlap.</summary>
    private static async Task TakeInAsync(SyncProcess process, IEnumerable<(int Record, int Version)> changes)
    {
        foreach (var batch in changes.Chunk(3))
        {
            var events = SyncSite.Events(batch);
            await AgainAsync(() => process.Intake.ConsumeAsync(events, CancellationToken.None));
        }
    }

    /// <summary>As the relay does: a write that loses its race twice is handed over again.</summary>
    private static async Task AgainAsync(Func<Task> write)
    {
        while (true)
        {
            try
            {
                await write();
                return;
            }
            catch (UniqueViolationException)
            {
                await Task.Yield();
            }
        }
    }

    private static async Task ReplayAsync(SyncProcess process, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var dead = await process.Store.ReadAsync(
                reader => reader.QueryAsync("select id from deliveries where state = 'dead' order by id", static row => row.Int64(0)),
                CancellationToken.None);
            if (dead.Count > 0)
            {
                await AgainAsync(() => process.Store.WriteAsync(
                    transaction => DeliveryTable.ReviveAsync(transaction, SqlValue.List(dead), TimeProvider.System.GetUtcNow()),
                    CancellationToken.None));
                process.Dispatchers.WakeAll();
            }

            await Task.Yield();
        }
    }

    /// <summary>
    /// Whenever one looks, a lane with open deliveries has one pending delivery: with more its order is at risk, with none it is stuck.
    /// </summary>
    private static async Task WatchAsync(SyncSite site, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            (await site.Store.ReadAsync(
                reader => reader.FirstAsync(
                    """
                    select count(*) from (
                      select 1 from deliveries where finished_at is null group by flow, subject having sum(case when state = 'pending' then 1 else 0 end) <> 1
                    ) as broken
                    """,
                    static row => row.Int64(0)),
                CancellationToken.None)).ShouldBe(0);
        }
    }
}
