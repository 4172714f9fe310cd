using Lockstep.Connectors.Sdk;
using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Modules;
using Lockstep.Sync.Backfills;
using Lockstep.Sync.Deliveries;
using Lockstep.Sync.Flows;
using Lockstep.Sync.Incoming;
using Lockstep.Sync.Polling;
using Lockstep.Sync.Schema;
using Lockstep.Sync.Triggers;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Lockstep.Tests.Sync.Triggers;

/// <summary>Work that takes longer than the plain lease, while another process waits for that lease.</summary>
[RunsOnEachStore]
public sealed class LongWorkTests : IAsyncDisposable
{
    private static readonly IOptions<LeaseOptions> Leases = Options.Create(new LeaseOptions());
    private static readonly IOptions<TriggerOptions> Triggers = Options.Create(new TriggerOptions { HookReadsMax = 1 });
    private readonly SyncSite _site = new();
    private readonly ManualClock _clock = new();
    private readonly SyncDatabase _database;
    private readonly SlowSource _source = new();
    private readonly Instance _instance = new("one");
    private readonly Flow _flow = SyncProcess.ToShop(TimeSpan.FromMinutes(1)) with
    {
        Source = "slow", IsOutside = true, Poll = new PollSettings(TimeSpan.FromHours(1), TimeSpan.Zero),
    };

    private int _taken;

    public LongWorkTests() => _database = new SyncDatabase(new DatabaseParts(_site.Store, null!, null!, _clock));

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task A_page_that_takes_longer_than_the_lease_is_taken_in()
    {
        _source.Meanwhile = () => WorkAsync(_flow.SourceLease, seconds: 50);
        using var pollers = new PollerSet(
            _database, new FlowRegistry([_flow]), [_source], new Parts(1), null!, _instance, Leases, Options.Create(new DispatchOptions()),
            NullLogger<PollerSet>.Instance);
        await EndsAsync(pollers, "select count(*) from poll_cursors where polled_at is not null");
    }

    [Fact]
    public async Task A_backfill_that_counts_longer_than_the_lease_comes_to_its_end()
    {
        var id = await BeginAsync();
        _source.Meanwhile = () => WorkAsync($"backfill:{id}", seconds: 50);
        using var worker = Backfills();
        await EndsAsync(worker, "select count(*) from backfills where state = 'done' and total = 0");
        _source.Asked.ShouldBe(2 * SlowSource.Pages);
    }

    [Fact]
    public async Task A_backfill_that_is_paused_while_it_counts_asks_no_further()
    {
        var id = await BeginAsync();
        _source.Meanwhile = () => _source.Asked < 2 ? Task.CompletedTask : _site.Store.WriteAsync(async transaction =>
        {
            await BackfillTable.MoveAsync(transaction, id, "paused", null, _clock.GetUtcNow());
            return true;
        });
        using var worker = Backfills();
        await EndsAsync(worker, "select count(*) from leases where name like 'backfill:%' and expires_at = 0");
        _source.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task Calls_whose_records_are_read_for_longer_than_the_lease_are_worked_through()
    {
        var flow = _flow with
        {
            Poll = null, Incoming = new HookSettings(null!, [], null, TimeSpan.Zero, TimeSpan.Zero, null, null!, Reads: true),
        };
        await _site.Store.WriteAsync(
            transaction => HookTable.InsertAsync(
                transaction, flow.Name, null, "once", """["1","2","3","4"]"""u8.ToArray(), _clock.GetUtcNow(), isBackfill: true),
            CancellationToken.None);
        _source.Meanwhile = () => WorkAsync(flow.SourceLease, seconds: 50);
        using var intake = new HookIntake(
            _database, new FlowRegistry([flow]), [_source], new HookCommit(_database, new Parts(1), null!, null!, Triggers), _instance,
            Leases, Triggers, NullLogger<HookIntake>.Instance);
        await EndsAsync(intake, "select count(*) from incoming_hooks where state = 'done'");
        _source.Asked.ShouldBe(4);
    }

    private BackfillWorker Backfills() => new(
        _database, new FlowRegistry([_flow]), new BackfillPages(_database, [_source], new Parts(1), null!), _instance, Leases, Triggers,
        NullLogger<BackfillWorker>.Instance);

    private async Task<long> BeginAsync() => (await _site.Store.WriteAsync(transaction => BackfillTable.BeginAsync(
        transaction, _flow.Name, "user:1", new BackfillInput(null, null, null, Count: true), _clock.GetUtcNow())))!.Id;

    /// <summary>The time that something takes; at its end another process tries to get the lease.</summary>
    private async Task WorkAsync(string lease, int seconds)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        var taken = await Lease.TryAcquireAsync(_site.Store, lease, "the other one", Leases.Value, _clock, CancellationToken.None);
        _taken += taken is null ? 0 : 1;
    }

    private async Task EndsAsync(BackgroundService work, string sql)
    {
        await work.StartAsync(CancellationToken.None);
        await Patience.UntilAsync(
            async () => _taken > 0
                || await _site.Store.ReadAsync(reader => reader.FirstAsync(sql, static row => row.Int64(0)), CancellationToken.None) == 1,
            "the work came to its end");
        await work.StopAsync(CancellationToken.None);
        _taken.ShouldBe(0, "nobody else got the lease");
    }

    /// <summary>A system of some empty pages, and without records.</summary>
    private sealed class SlowSource : ISystem
    {
        public const int Pages = 4;

        public string Name => "slow";

        public IReadOnlyList<RecordKind> Kinds { get; } = [];

        public int Asked { get; private set; }

        public Func<Task> Meanwhile { get; set; } = static () => Task.CompletedTask;

        public Task<Reply<string>> TestAsync(CancellationToken ct) => throw new NotSupportedException();

        public async Task<Reply<ChangesPage>> ChangesAsync(ChangesRequest request, CancellationToken ct)
        {
            Asked++;
            await Meanwhile();
            var page = int.Parse(request.Cursor ?? "0", System.Globalization.CultureInfo.InvariantCulture) + 1;
            return new ChangesPage([], page.ToString(System.Globalization.CultureInfo.InvariantCulture), page < Pages);
        }

        public async Task<Reply<SourceRecord>> ReadAsync(string kind, string id, CancellationToken ct)
        {
            Asked++;
            await Meanwhile();
            return new Failure(FailureCause.NotFound, "It is not there.");
        }
    }
}
