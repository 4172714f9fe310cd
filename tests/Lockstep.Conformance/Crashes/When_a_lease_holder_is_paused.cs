using Lockstep.FaultyHost;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Conformance.Crashes;

public sealed class When_a_lease_holder_is_paused(StartedSites sites)
{
    private static readonly LeaseOptions Options = new();

    [Theory]
    [OnEachStore]
    public async Task Its_commits_change_nothing_once_another_one_has_taken_over(StoreKind store)
    {
        await using var site = await sites.CopyAsync(store);
        await using var host = await LocalHost.StartAsync(site, Flow.WelcomePackage());
        var sync = host.Services.GetRequiredKeyedService<IStore>("sync");
        var clock = new ManualClock();
        var paused = new LeaseHolder(sync, "work", "the paused one", Options, clock);
        var other = new LeaseHolder(sync, "work", "the other one", Options, clock);
        var (old, _) = await paused.HoldAsync(CancellationToken.None);

        clock.Advance(Options.Duration);
        var (young, isNew) = await other.HoldAsync(CancellationToken.None);

        isNew.ShouldBeTrue();
        young.Token.ShouldBeGreaterThan(old.Token);
        old.Left.ShouldBeLessThanOrEqualTo(TimeSpan.Zero);
        (await Should.ThrowAsync<LeaseLostException>(() => MarkAsync(sync, old))).Token.ShouldBe(old.Token);
        (await MarksAsync(sync)).ShouldBe(0);
        await MarkAsync(sync, young);
        (await MarksAsync(sync)).ShouldBe(1);
    }

    [Theory]
    [OnEachStore]
    public async Task A_late_word_about_a_lost_lease_does_not_cost_the_next_one(StoreKind store)
    {
        await using var site = await sites.CopyAsync(store);
        await using var host = await LocalHost.StartAsync(site, Flow.WelcomePackage());
        var sync = host.Services.GetRequiredKeyedService<IStore>("sync");
        var holder = new LeaseHolder(sync, "work", "the paused one", Options, new ManualClock());
        var (first, _) = await holder.HoldAsync(CancellationToken.None);

        holder.Lost(first.Token);
        var (second, _) = await holder.HoldAsync(CancellationToken.None);
        holder.Lost(first.Token);

        (await holder.HoldAsync(CancellationToken.None)).ShouldBe((second, false));
    }

    [Theory]
    [OnEachStore]
    public async Task What_it_hands_over_is_not_marked_and_the_events_are_handed_over_by_the_other_one(StoreKind store)
    {
        await using var site = await sites.CopyAsync(store);
        var relay = new RelaySteps();
        await using var host = await LocalHost.StartAsync(site, Flow.WelcomePackage() with
        {
            Settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Leases:Renewal"] = "00:00:05" },
            Decorate = services => services.DecorateKeyed<IStore>((name, store) => name is "crm" ? relay.Watch(store) : store),
        });
        var crm = host.Services.GetRequiredKeyedService<IStore>("crm");
        await host.Api.CreateAsync("before");
        await Eventually.HoldsAsync(() => relay.Written == 1, "no bookmark was written");
        await RunAsync(
            crm, "update leases set owner = 'the other one', token = token + 1, expires_at = 9999999999999 where name = 'relay'");
        await RunAsync(crm, "update relay set token = token + 1");

        await host.Api.CreateAsync("while paused");
        await Eventually.HoldsAsync(() => relay.Written == 2 || relay.Refused > 0, "the paused one did not go on");
        (await PositionAsync(crm)).ShouldBe(1);
        await host.Api.CreateAsync("for the other one");

        await RunAsync(crm, "update leases set expires_at = 0 where name = 'relay'");
        await Reconciliation.QuietAsync(host.Api);
        (await host.Api.CountAsync("/api/packages")).ShouldBe(3);
    }

    private static Task MarkAsync(IStore store, Lease lease) => store.WriteAsync(async transaction =>
    {
        var marked = await transaction.ExecuteAsync("insert into counters (name, value) values ('marks', 1)");
        await lease.CheckAsync(transaction);
        return marked;
    });

    private static async Task<long> MarksAsync(IStore store) => await store.ReadAsync(
        reader => reader.FirstAsync("select value from counters where name = 'marks'", row => row.Int64(0)));

    private static async Task<long> PositionAsync(IStore store) => await store.ReadAsync(
        reader => reader.FirstAsync("select position from relay where name = 'transport'", row => row.Int64(0)));

    private static Task RunAsync(IStore store, string sql) => store.WriteAsync(transaction => transaction.ExecuteAsync(sql));

    /// <summary>
    /// Counts the bookmarks that a store has on disk, and the writes that it refused for a lost lease: where the relay gives positions, it
    /// is stopped at that already.
    /// </summary>
    private sealed class RelaySteps
    {
        private int _written;
        private int _refused;

        public int Written => Volatile.Read(ref _written);

        public int Refused => Volatile.Read(ref _refused);

        public IStore Watch(IStore store) =>
            new WatchedStore(store, () => Interlocked.Increment(ref _written), () => Interlocked.Increment(ref _refused));
    }

    private sealed class WatchedStore(IStore inner, Action written, Action refused) : IStore, IDisposable
    {
        public string Name => inner.Name;

        public SqlDialect Dialect => inner.Dialect;

        public Signals Signals => inner.Signals;

        public Task<T> WriteAsync<T>(Func<ITransaction, ValueTask<T>> write, CancellationToken ct = default) =>
            WatchAsync(inner.WriteAsync(write, ct));

        public Task<T> WriteBehindAsync<T>(Func<ITransaction, ValueTask<T>> write, CancellationToken ct = default) =>
            WatchAsync(inner.WriteBehindAsync(write, ct));

        public Task SyncedAsync(CancellationToken ct = default) => inner.SyncedAsync(ct);

        private async Task<T> WatchAsync<T>(Task<T> write)
        {
            try
            {
                return await write;
            }
            catch (LeaseLostException)
            {
                refused();
                throw;
            }
        }

        public void WriteSoon(string key, Func<ITransaction, ValueTask> write) => inner.WriteSoon(key, async transaction =>
        {
            await write(transaction);
            transaction.OnCommitted(written);
        });

        public ValueTask<T> ReadAsync<T>(Func<IReader, ValueTask<T>> read, CancellationToken ct = default) => inner.ReadAsync(read, ct);

        public ValueTask<T> AskAsync<T>(Func<IReader, ValueTask<T>> read, CancellationToken ct = default) => inner.AskAsync(read, ct);

        public ValueTask<DateTimeOffset?> SettledAsync(CancellationToken ct = default) => inner.SettledAsync(ct);

        public void Dispose() => (inner as IDisposable)?.Dispose();
    }
}
