using System.Collections.Concurrent;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime;
using Lockstep.Runtime.Inbox;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Sqlite;
using Lockstep.Runtime.Transports;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lockstep.Tests.Runtime.Outbox;

public sealed class RelayTests : IDisposable
{
    private static readonly RelayOptions Quick = new() { RetryDelay = TimeSpan.FromMilliseconds(1), RetryDelayMax = TimeSpan.FromMilliseconds(1) };
    private readonly TestStore _store = new(new() { BookmarkDelay = TimeSpan.FromMilliseconds(1) });
    private readonly Collector _transport = new();
    private readonly IdSource _ids = new(TimeProvider.System, new Random(1));

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData(1, 500)]
    [InlineData(3, 7)]
    [InlineData(10_000, 500)]
    public async Task Events_arrive_once_in_the_order_of_their_commits_also_when_memory_overflows(int capacity, int batch)
    {
        var queue = Queue(capacity);
        var log = new RecordLog("notes", _ids, queue);
        using var relay = Relay(queue, new RelayOptions { BatchMax = batch, PollInterval = TimeSpan.FromMilliseconds(10) });
        await relay.StartAsync(CancellationToken.None);
        await Parallel.ForEachAsync(Enumerable.Range(1, 300), async (number, _) => await AppendAsync(log, number));
        await _transport.ReachesAsync(300);
        _transport.Positions.ShouldBe(Enumerable.Range(1, 300).Select(number => (long)number));
        await relay.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task An_event_arrives_as_it_was_committed_through_memory_and_through_the_table()
    {
        var queue = Queue(1);
        var log = new RecordLog("notes", _ids, queue);
        await AppendAsync(log, 1);
        await AppendAsync(log, 2);
        using var relay = Relay(queue, Quick);
        await relay.StartAsync(CancellationToken.None);
        await _transport.ReachesAsync(2);
        await relay.StopAsync(CancellationToken.None);
        foreach (var published in _transport.Events)
        {
            var number = published.Position;
            (published.Type, published.Source, published.Subject, published.Version, published.Change, published.Actor, published.Fields)
                .ShouldBe(("lockstep.customer.created.v1", "notes", $"customers/{number}", 1, "created", "user:1", "name"));
            published.Data.ShouldBe("{}"u8.ToArray());
            published.Digest.ShouldBe(await _store.Store.ReadAsync(
                reader => reader.FirstAsync("select digest from history where record_id = $1", static row => row.Bytes(0), number), CancellationToken.None));
        }
    }

    [Fact]
    public async Task A_transport_that_throws_gets_the_same_events_again_and_none_is_left_out()
    {
        var queue = Queue(100);
        var log = new RecordLog("notes", _ids, queue);
        _transport.Failures = 5;
        using var relay = Relay(queue, Quick);
        await relay.StartAsync(CancellationToken.None);
        for (var number = 1; number <= 20; number++)
        {
            await AppendAsync(log, number);
        }

        await _transport.ReachesAsync(20);
        await relay.StopAsync(CancellationToken.None);
        _transport.Positions.ShouldBe(Enumerable.Range(1, 20).Select(number => (long)number));
        _transport.Thrown.ShouldBe(5);
    }

    [Fact]
    public async Task After_a_restart_the_relay_goes_on_from_where_it_was()
    {
        var queue = Queue(100);
        var log = new RecordLog("notes", _ids, queue);
        using (var relay = Relay(queue, Quick))
        {
            await relay.StartAsync(CancellationToken.None);
            await AppendAsync(log, 1);
            await _transport.ReachesAsync(1);
            await relay.StopAsync(CancellationToken.None);
        }

        _store.Reopen();
        await AppendAsync(new RecordLog("notes", _ids, Queue(100)), 2);
        _store.Reopen();
        using var next = Relay(Queue(100), Quick);
        await next.StartAsync(CancellationToken.None);
        await _transport.ReachesAsync(2);
        await next.StopAsync(CancellationToken.None);
        _transport.Positions.ShouldBe([1, 2]);
    }

    [Fact]
    public async Task A_relay_that_lost_its_lease_hands_over_nothing_more()
    {
        var clock = new ManualClock();
        var queue = Queue(100);
        var log = new RecordLog("notes", _ids, queue);
        using var relay = Relay(queue, new RelayOptions { RetryDelay = TimeSpan.FromMilliseconds(1) }, clock);
        await relay.StartAsync(CancellationToken.None);
        await AppendAsync(log, 1);
        await _transport.ReachesAsync(1);

        // Another process takes the lease over and fences this one off.
        await _store.WriteAsync(transaction => transaction.ExecuteAsync("update leases set owner = 'other', token = token + 1, expires_at = $1", long.MaxValue / 2));
        await _store.WriteAsync(transaction => transaction.ExecuteAsync("update relay set token = token + 1"));
        await AppendAsync(log, 2);
        for (var number = 3; number <= 30; number++)
        {
            // Long enough for the pause after a fault, too short for a renewal, which would notice by itself.
            clock.Advance(TimeSpan.FromMilliseconds(50));
            await AppendAsync(log, number);
        }

        // What was under way when the lease went may be repeated by the new holder; after that there is silence.
        _transport.Calls.ShouldBeLessThanOrEqualTo(3);
        (await _store.Store.ReadAsync(reader => reader.FirstAsync("select position from relay", static row => row.Int64(0)), CancellationToken.None)).ShouldBe(1);
        await relay.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task The_inbox_makes_a_repeat_harmless()
    {
        var consumer = new Counting(_store);
        var queue = Queue(100);
        var log = new RecordLog("notes", _ids, queue);
        using var relay = new Relay(
            _store.Store, queue, new Repeating(consumer), Quick, Lease(TimeProvider.System), TimeProvider.System, NullLogger<Relay>.Instance);
        await relay.StartAsync(CancellationToken.None);
        for (var number = 1; number <= 10; number++)
        {
            await AppendAsync(log, number);
        }

        await Patience.UntilAsync(() => relay.Position == 10);
        await relay.StopAsync(CancellationToken.None);
        (await _store.NotesAsync()).ShouldBe(Enumerable.Range(1, 10).Select(number => $"customers/{number}"));
    }

    private LeaseHolder Lease(TimeProvider clock) => new(_store.Store, "relay", "me", new LeaseOptions(), clock);

    private SqliteEvents Queue(int capacity) => new(_store.Store, new CommittedEvents(capacity), TimeProvider.System);

    private Relay Relay(IEventQueue queue, RelayOptions options, TimeProvider? clock = null) => new(
        _store.Store, queue, _transport, options, Lease(clock ?? TimeProvider.System), clock ?? TimeProvider.System, NullLogger<Relay>.Instance);

    private Task<bool> AppendAsync(RecordLog log, long id) => _store.WriteAsync(async transaction =>
    {
        await log.AppendAsync<CustomerCreated>(
            transaction, new RecordChange("customer", id, 1, ChangeKind.Created, "user:1", DateTimeOffset.UnixEpoch, "name", "{}"u8.ToArray()));
        return true;
    });

    /// <summary>Keeps what arrives, after so many failures.</summary>
    private sealed class Collector : ITransport
    {
        private readonly ConcurrentQueue<OutboxEvent> _events = new();

        public int Failures { get; set; }

        public int Thrown { get; private set; }

        public int Calls { get; private set; }

        public IReadOnlyCollection<OutboxEvent> Events => _events;

        public IEnumerable<long> Positions => _events.Select(published => published.Position);

        public Task PublishAsync(IReadOnlyList<OutboxEvent> events, CancellationToken ct)
        {
            Calls++;
            if (Thrown < Failures)
            {
                Thrown++;
                throw new IOException("The transport is out of order.");
            }

            foreach (var published in events)
            {
                _events.Enqueue(published);
            }

            return Task.CompletedTask;
        }

        public Task ReachesAsync(int count) => Patience.UntilAsync(() => _events.Count >= count);
    }

    /// <summary>Hands everything over twice, and throws in between.</summary>
    private sealed class Repeating(IEventConsumer consumer) : ITransport
    {
        private bool _again;

        public async Task PublishAsync(IReadOnlyList<OutboxEvent> events, CancellationToken ct)
        {
            await consumer.ConsumeAsync(events, ct);
            _again = !_again;
            if (_again)
            {
                throw new IOException("The answer was lost.");
            }
        }
    }

    private sealed class Counting(TestStore store) : IEventConsumer
    {
        public string Name => "counting";

        public Task ConsumeAsync(IReadOnlyList<OutboxEvent> events, CancellationToken ct) => store.WriteAsync(async transaction =>
        {
            foreach (var published in events)
            {
                if (await InboxTable.AcceptAsync(transaction, Name, published.Id, DateTimeOffset.UnixEpoch))
                {
                    await transaction.ExecuteAsync(TestStore.Insert, published.Subject);
                }
            }

            return 0;
        });
    }
}
