using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lockstep.Conformance.Stores;

/// <summary>On PostgreSQL a commit can come long after others that began later: it is numbered later, and no cursor misses it.</summary>
public sealed class When_commits_overtake_each_other : IAsyncLifetime
{
    private const int RecordsMax = 5;
    private readonly PostgresBed _bed = new();
    private readonly RelayBed _relays;
    private readonly OpenWrites _open = new();

    public When_commits_overtake_each_other() => _relays = new RelayBed(_bed);

    public async ValueTask InitializeAsync()
    {
        await _bed.OpenAsync();

        // Writes that wait for the test must not hold up those of the relay in one of its groups.
        _open.Store = await _bed.ConnectAsync(options: new PostgresOptions { GroupMax = 1, LanesMax = RecordsMax });
    }

    public async ValueTask DisposeAsync()
    {
        await _open.DisposeAsync();
        await _bed.DisposeAsync();
    }

    [Fact]
    public async Task A_commit_that_a_thousand_others_pass_is_numbered_later_and_missed_by_no_cursor()
    {
        var queue = _relays.Queue();
        var log = _relays.Log(queue);
        var transport = new Collector();
        var listener = new Listener();
        using var relay = _relays.Relay(queue, transport);
        using var tail = new EventTail(_bed.Store, [listener], RelayBed.Quick, _bed.Clock, NullLogger<EventTail>.Instance);
        await relay.StartAsync(CancellationToken.None);
        await tail.StartAsync(CancellationToken.None);
        var feed = new Feed(_bed);

        var late = await _open.OpenAsync(log, 1_001);
        await Parallel.ForEachAsync(
            Enumerable.Range(1, 1_000), new ParallelOptions { MaxDegreeOfParallelism = 6 },
            async (number, _) => await _relays.AppendAsync(log, number));
        await transport.ReachesAsync(1_000);
        await feed.ReadAsync();
        (await _bed.NumberAsync("select sequence from outbox_unnumbered")).ShouldBe(0, "the open one is not seen");
        await late();
        await transport.ReachesAsync(1_001);
        await Eventually.HoldsAsync(() => listener.Positions.Count >= 1_001, "the listener did not hear the late one");
        await feed.ReadAsync();
        await relay.StopAsync(CancellationToken.None);
        await tail.StopAsync(CancellationToken.None);

        var expected = Enumerable.Range(1, 1_001).Select(number => (long)number).ToList();
        transport.Positions.ShouldBe(expected);
        listener.Positions.ShouldBe(expected);
        feed.Positions.ShouldBe(expected);
        transport.Events[^1].RecordId.ShouldBe(1_001);
    }

    [Fact]
    public void Whatever_order_they_commit_in_each_event_gets_one_position_and_versions_keep_their_order()
    {
        var runs = 0;
        var queue = _relays.Queue();
        var log = _relays.Log(queue);
        var feed = new Feed(_bed);
        var records = new Records(_open, log);
        var step = from record in Gen.Choose(0, RecordsMax - 1) from kind in Gen.Choose(0, 5) select (record, kind);
        Prop.ForAll(
                Arb.From(step.ListOf(25)),
                steps => Task.Run(() => RunAsync(steps, queue, feed, records, ++runs)).GetAwaiter().GetResult()
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(25));
        runs.ShouldBeGreaterThanOrEqualTo(25);
    }

    /// <summary>A step opens a change of a record, commits it, or lets the relay number some of what is committed.</summary>
    private async Task RunAsync(IEnumerable<(int Record, int Kind)> steps, IEventQueue queue, Feed feed, Records records, int run)
    {
        var (lease, _) = await _relays.Lease($"run {run}").HoldAsync(CancellationToken.None);
        foreach (var (record, kind) in steps)
        {
            switch (kind)
            {
                case 0 or 1 or 2:
                    await records.ToggleAsync(record);
                    break;
                case 3:
                    await feed.ReadAsync(2);
                    break;
                default:
                    await queue.NextAsync(lease, await LastAsync(), kind - 3, CancellationToken.None);
                    break;
            }
        }

        await records.CommitAllAsync();
        while (await _bed.NumberAsync("select count(*) from outbox_unnumbered") > 0)
        {
            await queue.WaitAsync(TimeSpan.FromMilliseconds(1), CancellationToken.None);
            await queue.NextAsync(lease, await LastAsync(), 3, CancellationToken.None);
        }

        await feed.ReadAsync();
        await lease.ReleaseAsync(_bed.Store, CancellationToken.None);
        feed.Positions.ShouldBe(Enumerable.Range(1, records.Committed).Select(number => (long)number));
        foreach (var record in feed.Events.GroupBy(heard => heard.RecordId))
        {
            record.Select(heard => heard.Version).ShouldBe(Enumerable.Range(1, record.Count()).Select(version => (long)version));
        }
    }

    private Task<long> LastAsync() => _bed.NumberAsync("select position from relay where name = 'numbered'");

    /// <summary>Writes of another process that have added their events and commit when they are told to; at the end they all are.</summary>
    private sealed class OpenWrites : IAsyncDisposable
    {
        private readonly ConcurrentQueue<TaskCompletionSource> _told = new();

        public PostgresStore? Store { get; set; }

        public async Task<Func<Task>> OpenAsync(RecordLog log, long id, long version = 1)
        {
            var added = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _told.Enqueue(go);
            var commit = Store!.WriteAsync(async transaction =>
            {
                await log.AppendAsync<CustomerCreated>(transaction, RelayBed.Change(id, version));
                await transaction.ExecuteAsync("update notes set number = 0 where 1 = 0");
                added.TrySetResult();
                await go.Task;
                return 0;
            });
            await added.Task.SoonAsync();
            return () =>
            {
                go.TrySetResult();
                return commit.SoonAsync();
            };
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var go in _told)
            {
                go.TrySetResult();
            }

            if (Store is { } store)
            {
                await store.DisposeAsync();
            }
        }
    }

    /// <summary>Records, each with at most one open change at a time, as the lock on its row sees to.</summary>
    private sealed class Records(OpenWrites open, RecordLog log)
    {
        private readonly Dictionary<int, Func<Task>> _open = [];
        private readonly Dictionary<int, long> _versions = [];

        public int Committed { get; private set; }

        public async Task ToggleAsync(int record)
        {
            if (_open.Remove(record, out var commit))
            {
                await commit();
                Committed++;
            }
            else
            {
                _open[record] = await open.OpenAsync(log, record, _versions[record] = _versions.GetValueOrDefault(record) + 1);
            }
        }

        public async Task CommitAllAsync()
        {
            foreach (var record in _open.Keys.ToList())
            {
                await ToggleAsync(record);
            }
        }
    }

    /// <summary>A cursor that goes through the changes of one kind, as the changes feed does.</summary>
    private sealed class Feed(StoreBed bed)
    {
        public List<OutboxEvent> Events { get; } = [];

        public IEnumerable<long> Positions => Events.Select(heard => heard.Position);

        public async Task ReadAsync(int pages = int.MaxValue)
        {
            for (var page = 0; page < pages; page++)
            {
                var (next, _) = await bed.Store.AskAsync(reader =>
                    OutboxReader.ReadKindAsync(reader, bed.Store.Name, "customer", Events.Count == 0 ? 0 : Events[^1].Position, 100)
                );
                if (next.Count == 0)
                {
                    return;
                }

                Events.AddRange(next);
            }
        }
    }
}
