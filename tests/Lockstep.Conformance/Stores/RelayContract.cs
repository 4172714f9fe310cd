using Lockstep.Runtime.Outbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lockstep.Conformance.Stores;

/// <summary>Every committed event is handed over, in the order of positions, however often relay, transport or process fail.</summary>
public abstract class RelayContract : StoreContract
{
    private readonly Collector _transport = new();

    private protected RelayContract(StoreBed bed)
        : base(bed) => Relays = new RelayBed(bed);

    private protected RelayBed Relays { get; }

    [Theory]
    [InlineData(1, 500)]
    [InlineData(3, 7)]
    [InlineData(10_000, 500)]
    public async Task Events_arrive_once_and_in_order_also_when_memory_overflows(int capacity, int batch)
    {
        var queue = Relays.Queue(capacity);
        var log = Relays.Log(queue);
        using var relay = Relays.Relay(
            queue, _transport, options: new RelayOptions { BatchMax = batch, PollInterval = TimeSpan.FromMilliseconds(10) });
        await relay.StartAsync(CancellationToken.None);
        await Parallel.ForEachAsync(Enumerable.Range(1, 300), async (number, _) => await Relays.AppendAsync(log, number));
        await _transport.ReachesAsync(300);
        await relay.StopAsync(CancellationToken.None);
        _transport.Positions.ShouldBe(Enumerable.Range(1, 300).Select(number => (long)number));
        _transport
            .Events.Select(published => published.RecordId)
            .ShouldBe(Enumerable.Range(1, 300).Select(number => (long)number), ignoreOrder: true);
        queue.CountWaiting(relay.Position).ShouldBe(0);
    }

    [Fact]
    public async Task An_event_arrives_as_it_was_committed()
    {
        var queue = Relays.Queue(1);
        var log = Relays.Log(queue);
        await Relays.AppendAsync(log, 1);
        await Relays.AppendAsync(log, 2);
        using var relay = Relays.Relay(queue, _transport);
        await relay.StartAsync(CancellationToken.None);
        await _transport.ReachesAsync(2);
        await relay.StopAsync(CancellationToken.None);
        foreach (var published in _transport.Events)
        {
            var number = published.Position;
            (published.Type, published.Source, published.Subject, published.Version, published.Change, published.Actor, published.Fields)
                .ShouldBe(("lockstep.customer.created.v1", "notes", $"customers/{number}", 1, "created", "user:1", "name"));
            published.Data.ShouldBe("{}"u8.ToArray());
            (await Bed.QueryAsync("select digest from history where record_id = $1", static row => row.Bytes(0), number))
                .ShouldHaveSingleItem()
                .ShouldBe(published.Digest);
        }
    }

    [Fact]
    public async Task A_transport_that_throws_gets_the_same_events_again_and_none_is_left_out()
    {
        var queue = Relays.Queue();
        var log = Relays.Log(queue);
        _transport.Failures = 5;
        using var relay = Relays.Relay(queue, _transport);
        await relay.StartAsync(CancellationToken.None);
        for (var number = 1; number <= 20; number++)
        {
            await Relays.AppendAsync(log, number);
        }

        await _transport.ReachesAsync(20);
        await relay.StopAsync(CancellationToken.None);
        _transport.Positions.ShouldBe(Enumerable.Range(1, 20).Select(number => (long)number));
    }

    [Fact]
    public async Task What_is_not_handed_over_is_counted_and_nothing_else()
    {
        var queue = Relays.Queue();
        var log = Relays.Log(queue);
        _transport.Failures = int.MaxValue;
        using var relay = Relays.Relay(queue, _transport);
        await relay.StartAsync(CancellationToken.None);
        for (var number = 1; number <= 30; number++)
        {
            await Relays.AppendAsync(log, number);
        }

        await Eventually.HoldsAsync(() => queue.CountWaiting(relay.Position) == 30, "30 events wait");
        _transport.Failures = 0;
        await _transport.ReachesAsync(30);
        await Eventually.HoldsAsync(() => queue.CountWaiting(relay.Position) == 0, "no event waits");
        await relay.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task After_a_restart_the_relay_goes_on_from_where_it_was()
    {
        var queue = Relays.Queue();
        using (var relay = Relays.Relay(queue, _transport))
        {
            await relay.StartAsync(CancellationToken.None);
            await Relays.AppendAsync(Relays.Log(queue), 1);
            await _transport.ReachesAsync(1);
            await relay.StopAsync(CancellationToken.None);
        }

        await Bed.OpenAsync();
        await Relays.AppendAsync(Relays.Log(Relays.Queue()), 2);
        await Bed.OpenAsync();
        using var next = Relays.Relay(Relays.Queue(), _transport);
        await next.StartAsync(CancellationToken.None);
        await _transport.ReachesAsync(2);
        await next.StopAsync(CancellationToken.None);
        _transport.Positions.ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Events_go_on_while_nothing_is_marked_that_is_not_on_disk_yet()
    {
        var queue = Relays.Queue();
        var log = Relays.Log(queue);
        var (asked, onDisk) = (new TaskCompletionSource(), new TaskCompletionSource());
        _transport.Sync = () =>
        {
            asked.TrySetResult();
            return onDisk.Task;
        };
        using var relay = Relays.Relay(queue, _transport, options: new RelayOptions { MarkDelay = TimeSpan.FromMilliseconds(1) });
        await relay.StartAsync(CancellationToken.None);
        await Relays.AppendAsync(log, 1);
        await asked.Task.SoonAsync();
        await Relays.AppendAsync(log, 2);
        await _transport.ReachesAsync(2);

        // Whoever starts now, after a power cut, gets both again.
        (await PositionAsync()).ShouldBe(0);
        onDisk.SetResult();
        await Eventually.HoldsAsync(async () => await PositionAsync() == 2 ? null : "the events are not marked");
        await relay.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_sync_that_fails_marks_nothing_and_is_tried_again()
    {
        var queue = Relays.Queue();
        var failures = 3;
        _transport.Sync = () => failures-- > 0 ? throw new IOException("The disk is out of order.") : Task.CompletedTask;
        using var relay = Relays.Relay(queue, _transport, options: new RelayOptions
        {
            MarkDelay = TimeSpan.FromMilliseconds(1), RetryDelay = TimeSpan.FromMilliseconds(1),
        });
        await relay.StartAsync(CancellationToken.None);
        await Relays.AppendAsync(Relays.Log(queue), 1);
        await Eventually.HoldsAsync(async () => await PositionAsync() == 1 ? null : "the event is not marked");
        failures.ShouldBe(-1);
        _transport.Calls.ShouldBe(1);
        await relay.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_relay_that_lost_its_lease_marks_nothing_more_and_falls_silent()
    {
        var queue = Relays.Queue();
        var log = Relays.Log(queue);
        using var relay = Relays.Relay(queue, _transport);
        await relay.StartAsync(CancellationToken.None);
        await Relays.AppendAsync(log, 1);
        await _transport.ReachesAsync(1);
        await Eventually.HoldsAsync(async () => await PositionAsync() == 1 ? null : "the first event is not marked");

        // Another process takes the lease over and fences this one off.
        await Bed.RunAsync("update leases set owner = 'other', token = token + 1, expires_at = $1", long.MaxValue / 2);
        await Bed.RunAsync("update relay set token = token + 1 where name = 'transport'");
        for (var number = 2; number <= 30; number++)
        {
            await Relays.AppendAsync(log, number);
        }

        // What was under way when the lease went may be repeated by the new holder; after that there is silence.
        _transport.Calls.ShouldBeLessThanOrEqualTo(4);
        (await PositionAsync()).ShouldBe(1);

        await Bed.RunAsync("update leases set expires_at = 0");
        await _transport.ReachesAsync(30);
        await relay.StopAsync(CancellationToken.None);
        _transport.Events.Select(published => published.RecordId).Distinct().Count().ShouldBe(30);
    }

    [Fact]
    public async Task The_inbox_makes_a_repeat_harmless()
    {
        var consumer = new ForgetfulConsumer(Bed);
        var queue = Relays.Queue();
        var log = Relays.Log(queue);
        using var relay = Relays.Relay(queue, consumer);
        await relay.StartAsync(CancellationToken.None);
        for (var number = 1; number <= 10; number++)
        {
            await Relays.AppendAsync(log, number);
        }

        await Eventually.HoldsAsync(() => relay.Position == 10, "not all events are handed over");
        await relay.StopAsync(CancellationToken.None);
        (await Bed.NotesAsync()).ShouldBe(Enumerable.Range(1, 10).Select(number => $"customers/{number}"), ignoreOrder: true);
    }

    [Fact]
    public async Task Versions_of_a_record_arrive_in_their_order_under_parallel_changes()
    {
        var queue = Relays.Queue(5);
        var log = Relays.Log(queue);
        await Bed.RunAsync("insert into notes (text, number) values ('a', 0), ('b', 0), ('c', 0)");
        var ids = await Bed.QueryAsync("select id from notes", static row => row.Int64(0));
        using var relay = Relays.Relay(
            queue, _transport, options: new RelayOptions { BatchMax = 7, PollInterval = TimeSpan.FromMilliseconds(10) });
        await relay.StartAsync(CancellationToken.None);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 150), new ParallelOptions { MaxDegreeOfParallelism = 12 },
            async (number, _) => await Relays.ChangeAsync(log, ids[number % 3]));
        await _transport.ReachesAsync(150);
        await relay.StopAsync(CancellationToken.None);
        foreach (var id in ids)
        {
            _transport.Events.Where(published => published.RecordId == id).Select(published => published.Version)
                .ShouldBe(Enumerable.Range(1, 50).Select(version => (long)version));
        }
    }

    [Fact]
    public async Task Every_listener_hears_every_event_from_its_start_on()
    {
        var queue = Relays.Queue();
        var log = Relays.Log(queue);
        using var relay = Relays.Relay(queue, _transport);
        await relay.StartAsync(CancellationToken.None);
        await Relays.AppendAsync(log, 1);
        await _transport.ReachesAsync(1);
        var (one, two) = (new Listener(), new Listener());
        using var tail = new EventTail(Bed.Store, [one, two], RelayBed.Quick, Bed.Clock, NullLogger<EventTail>.Instance);
        await tail.StartAsync(CancellationToken.None);
        await Parallel.ForEachAsync(Enumerable.Range(2, 200), async (number, _) => await Relays.AppendAsync(log, number));
        await Eventually.HoldsAsync(() => one.Positions.Count >= 200 && two.Positions.Count >= 200, "not all events were heard");
        await tail.StopAsync(CancellationToken.None);
        await relay.StopAsync(CancellationToken.None);
        one.Positions.ShouldBe(Enumerable.Range(2, 200).Select(number => (long)number));
        two.Positions.ShouldBe(one.Positions);
    }

    private Task<long> PositionAsync() => Bed.NumberAsync("select position from relay where name = 'transport'");

    public sealed class On_SQLite() : RelayContract(StoreBed.OnSqlite());

    public sealed class On_PostgreSQL() : RelayContract(StoreBed.OnPostgres());
}
