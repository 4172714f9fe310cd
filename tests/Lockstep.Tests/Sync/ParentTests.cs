using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync;

/// <summary>A delivery that refers to a record which is not linked yet, and the commit that links it.</summary>
[RunsOnEachStore]
public sealed class ParentTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_link_that_is_made_between_the_look_and_the_parking_releases_the_delivery_all_the_same(bool parksFirst)
    {
        await using var site = new SyncSite();
        var (parent, child) = await BothAsync(site);
        var (entered, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var heard = new List<string>();
        var (first, second) = parksFirst ? (child, parent) : (parent, child);
        var begun = RecordAsync(site, first, heard, async () =>
        {
            entered.TrySetResult();
            await gate.Task;
        });
        await entered.Task.SoonAsync();
        var follows = RecordAsync(site, second, heard, () => Task.CompletedTask);

        // On a server the second one is under way by now: it has ended, which is wrong, or it waits for the first one's lock.
        await Patience.UntilAsync(
            async () => !TestDatabases.IsPostgres || follows.IsCompleted || await LocksWaitedForAsync(site) > 0,
            "the second one is under way");
        gate.SetResult();
        await Task.WhenAll(begun, follows).SoonAsync();

        (await site.CountAsync("flow = 'children' and state = 'pending' and waiting_for is null and due_at < created_at + 60000"))
            .ShouldBe(1);
        heard.ShouldBe(["shop 0"]);
    }

    [Fact]
    public async Task A_parked_delivery_keeps_its_place_until_its_own_parent_is_linked()
    {
        await using var site = new SyncSite();
        var (parent, child) = await BothAsync(site);
        var heard = new List<string>();
        await RecordAsync(site, child, heard, () => Task.CompletedTask);
        (await site.CountAsync("waiting_for = 'lockstep:shop/customer/1' and due_at > created_at + 60000 and state = 'pending'"))
            .ShouldBe(1);

        // The record of that id in another source is another record.
        var stranger = parent with { Flow = parent.Flow with { Name = "strangers", Source = "desk", IsOutside = true } };
        stranger = stranger with
        {
            Outcome = stranger.Outcome with { Delivery = stranger.Outcome.Delivery with { Subject = "desk:customer/1" } },
        };
        await RecordAsync(site, stranger, heard, () => Task.CompletedTask);
        (await site.CountAsync("waiting_for is not null")).ShouldBe(1);
        heard.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("left", "left_id, right_id")]
    [InlineData("right", "right_id, left_id")]
    public async Task What_a_flow_that_goes_both_ways_linked_before_the_parking_releases_it(string side, string columns)
    {
        await using var site = new SyncSite();
        var (_, child) = await BothAsync(site);
        await site.Store.WriteAsync(
            transaction => transaction.ExecuteAsync(
                $"""
                insert into pair_links (flow, {columns}, state, how, revision, linked_at, changed_at)
                values ('both', 'S-1', '1', 'linked', 'matched', 1, $1, $1)
                """,
                TimeProvider.System.GetUtcNow()),
            CancellationToken.None);
        var heard = new List<string>();
        var waits = new ParentLink("lockstep:shop/customer/1", [new LinkRow("both", $"{side}:1")]);
        await RecordAsync(site, child with { Outcome = child.Outcome with { WaitsFor = waits } }, heard, () => Task.CompletedTask);
        (await site.CountAsync("waiting_for is not null")).ShouldBe(0);
        heard.ShouldBe(["shop 0"]);
    }

    [Fact]
    public void Who_waits_for_a_parent_gives_up_when_its_patience_ends_and_not_a_look_later()
    {
        var retry = new RetryPolicy { Patience = TimeSpan.FromHours(1) };
        retry.NextLook(1, TimeSpan.Zero, 600 * Second).ShouldBe(600 * Second);
        retry.NextLook(7, TimeSpan.FromMinutes(55), 600 * Second).ShouldBe(300 * Second);
        retry.NextLook(8, TimeSpan.FromHours(1), 600 * Second).ShouldBeNull();
        (retry with { Schedule = [Second] }).NextLook(1, TimeSpan.Zero, 600 * Second).ShouldBe(Second);
        (retry with { Schedule = [Second] }).NextLook(2, TimeSpan.Zero, 600 * Second).ShouldBeNull();
    }

    [Fact]
    public async Task Who_waited_for_a_parent_through_a_pause_has_all_its_patience_again()
    {
        await using var site = new SyncSite();
        var delivery = await AddAsync(site, "children", "orders/5");
        var flow = SyncProcess.ToShop(Second) with { Retry = new RetryPolicy { Patience = TimeSpan.FromHours(1) } };
        var clock = new ManualClock();
        clock.SetWall(delivery.CreatedAt.AddHours(2));
        var pauses = new Pauses(site.Store, clock, new Random(1));
        pauses.UntilLook(flow, delivery, 600 * Second).ShouldBeNull();
        pauses.UntilLook(flow with { ResumedAt = delivery.CreatedAt.AddMinutes(90) }, delivery, 600 * Second).ShouldBe(600 * Second);
        (flow with { ResumedAt = delivery.CreatedAt.AddMinutes(-1) }).WaitedFrom(delivery.CreatedAt).ShouldBe(delivery.CreatedAt);
    }

    private static async Task<(Ended Parent, Ended Child)> BothAsync(SyncSite site)
    {
        var lease = (await Lease.TryAcquireAsync(
            site.Store, PartTopics.LeaseOf("shop", 0), "test", site.Leases, TimeProvider.System, CancellationToken.None))!;
        var flow = SyncProcess.ToShop(Second);
        return (
            new Ended(
                flow with { Name = "parents" }, Outcome(await AddAsync(site, "parents", "customers/1"), ApplyResult.Done("S-1")), lease),
            new Ended(
                flow with { Name = "children" },
                Outcome(await AddAsync(site, "children", "orders/5"), ApplyResult.Failed(FailureCause.Unlinked, "Not yet.")) with
                {
                    RetryIn = TimeSpan.FromMinutes(10),
                    WaitsFor = new ParentLink("lockstep:shop/customer/1", [new LinkRow("parents", "customers/1")]),
                },
                lease));
    }

    private static AttemptOutcome Outcome(Delivery delivery, ApplyResult result) => new(delivery, result, TimeSpan.Zero, null);

    private static Task<Delivery> AddAsync(SyncSite site, string flow, string subject) => site.Store.WriteAsync(async transaction =>
    {
        var now = TimeProvider.System.GetUtcNow();
        await transaction.ExecuteAsync(
            """
            insert into deliveries (
                flow, target, subject, version, part, state, attempts, replays, due_at, changed_at, created_at, payload)
            values ($1, 'shop', $2, 1, 0, 'pending', 0, 0, $3, $3, $3, '{"id":1}')
            """,
            flow, subject, now);
        return (await transaction.FirstAsync(
            $"select {Delivery.Columns} from deliveries where flow = $1 and subject = $2", Delivery.Read, flow, subject))!;
    });

    private static Task RecordAsync(SyncSite site, Ended ended, List<string> heard, Func<Task> meanwhile)
    {
        var target = new DeliveryTarget(
            site.Shop.For("test"), static () => new Dictionary<string, Flow>(StringComparer.Ordinal), new Parts(1), new DispatchOptions())
        {
            Note = async (_, _, _) => await meanwhile(),
        };
        return Task.Run(() => DeliveryRecorder.RecordAsync(
            site.Store, target, [ended], TimeProvider.System,
            new Releases(static _ => { }, (system, part) => heard.Add($"{system} {part}"))));
    }

    private static async Task<long> LocksWaitedForAsync(SyncSite site) => await site.Store.ReadAsync(
        reader => reader.FirstAsync(
            """
            select count(*) from pg_locks where not granted
              and database = (select oid from pg_database where datname = current_database())
            """,
            static row => row.Int64(0)),
        CancellationToken.None);
}
