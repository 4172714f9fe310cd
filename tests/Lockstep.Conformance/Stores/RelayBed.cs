using System.Collections.Concurrent;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime;
using Lockstep.Runtime.Inbox;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lockstep.Conformance.Stores;

/// <summary>What a relay needs besides a database: its queue, its lease, a log of changes that it carries out.</summary>
internal sealed class RelayBed(StoreBed bed)
{
    public static readonly RelayOptions Quick = new()
    {
        RetryDelay = TimeSpan.FromMilliseconds(1),
        RetryDelayMax = TimeSpan.FromMilliseconds(1),
        PollInterval = TimeSpan.FromMilliseconds(20),
        MarkDelay = TimeSpan.Zero,
    };

    private readonly IdSource _ids = new(TimeProvider.System, new Random(1));

    /// <summary>
    /// The queue as the process has it; what is committed through its log is passed on in memory where the store does so.
    /// </summary>
    public IEventQueue Queue(int capacity = 100, IStore? store = null) => (store ?? bed.Store).Dialect.UnnumberedEvents is not null
        ? new PostgresEvents(store ?? bed.Store, bed.Clock)
        : new SqliteEvents(store ?? bed.Store, new CommittedEvents(capacity), bed.Clock);

    public RecordLog Log(IEventQueue queue) => new("notes", ["customer"], _ids, queue);

    public Relay Relay(IEventQueue queue, ITransport transport, string owner = "me", RelayOptions? options = null, IStore? store = null) =>
        new(store ?? bed.Store, queue, transport, options ?? Quick, Lease(owner, store), bed.Clock, NullLogger<Relay>.Instance);

    public LeaseHolder Lease(string owner, IStore? store = null) =>
        new(store ?? bed.Store, "relay", owner, new LeaseOptions { Renewal = TimeSpan.FromMilliseconds(100) }, bed.Clock);

    /// <summary>Makes a record's first event.</summary>
    public Task<bool> AppendAsync(RecordLog log, long id) => bed.WriteAsync(async transaction =>
    {
        await log.AppendAsync<CustomerCreated>(transaction, Change(id, 1));
        return true;
    });

    /// <summary>Changes a record, which makes its next version.</summary>
    public Task<long> ChangeAsync(RecordLog log, long id) => bed.WriteAsync(async transaction =>
    {
        var version = 1 + await transaction.FirstForUpdateAsync("select number from notes where id = $1", static row => row.Int64(0), id);
        await transaction.SendAsync("update notes set number = $1 where id = $2", version, id);
        await log.AppendAsync<CustomerCreated>(transaction, Change(id, version));
        return version;
    });

    public static RecordChange Change(long id, long version) =>
        new("customer", id, version, ChangeKind.Created, "user:1", DateTimeOffset.UnixEpoch, "name", "{}"u8.ToArray());
}

/// <summary>Keeps what arrives, after so many failures.</summary>
internal sealed class Collector : ITransport
{
    private readonly ConcurrentQueue<OutboxEvent> _events = new();
    private int _calls;

    public int Failures { get; set; }

    public int Calls => Volatile.Read(ref _calls);

    public IReadOnlyList<OutboxEvent> Events => [.. _events];

    public IEnumerable<long> Positions => _events.Select(published => published.Position);

    public Task PublishAsync(IReadOnlyList<OutboxEvent> events, CancellationToken ct)
    {
        if (Interlocked.Increment(ref _calls) <= Failures)
        {
            throw new StoreFailedException(StoreFault.Unreachable, "The transport is down.");
        }

        foreach (var published in events)
        {
            _events.Enqueue(published);
        }

        return Task.CompletedTask;
    }

    /// <summary>When what arrived is on disk.</summary>
    public Func<Task> Sync { get; set; } = () => Task.CompletedTask;

    public Task SyncAsync(CancellationToken ct) => Sync();

    public Task ReachesAsync(int count) => Eventually.HoldsAsync(
        () => Task.FromResult(_events.Count >= count ? null : $"{_events.Count} events arrived instead of {count}"));
}

/// <summary>Takes each event in once, and after each call throws once, as if its answer had been lost.</summary>
internal sealed class ForgetfulConsumer(StoreBed bed) : IEventConsumer, ITransport
{
    private bool _again;

    public string Name => "forgetful";

    public Task ConsumeAsync(IReadOnlyList<OutboxEvent> events, CancellationToken ct) => bed.WriteAsync(async transaction =>
    {
        foreach (var published in events)
        {
            if (await InboxTable.AcceptAsync(transaction, Name, published.Id, DateTimeOffset.UnixEpoch))
            {
                await transaction.ExecuteAsync(StoreBed.Insert, published.Subject);
            }
        }

        return 0;
    });

    public Task SyncAsync(CancellationToken ct) => bed.Store.SyncedAsync(ct);

    public async Task PublishAsync(IReadOnlyList<OutboxEvent> events, CancellationToken ct)
    {
        await ConsumeAsync(events, ct);
        _again = !_again;
        if (_again)
        {
            throw new IOException("The answer was lost.");
        }
    }
}

/// <summary>Hears what the tail of a module's events tells.</summary>
internal sealed class Listener : IEventListener
{
    private readonly ConcurrentQueue<long> _positions = new();

    public string Module => "notes";

    public IReadOnlyList<long> Positions => [.. _positions];

    public void Hear(IReadOnlyList<OutboxEvent> events)
    {
        foreach (var heard in events)
        {
            _positions.Enqueue(heard.Position);
        }
    }
}
