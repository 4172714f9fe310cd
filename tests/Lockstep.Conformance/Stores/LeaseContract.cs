using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Stores;

/// <summary>Work under a lease is done by one process at a time, and no commit of an earlier holder comes after a takeover.</summary>
public abstract class LeaseContract : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private readonly LeaseOptions _options = new();

    private protected LeaseContract(Func<TimeProvider, StoreBed> open) => Bed = open(_clock);

    private protected StoreBed Bed { get; }

    public async ValueTask InitializeAsync() => await Bed.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Bed.DisposeAsync();
    }

    [Fact]
    public async Task A_lease_is_held_by_one_owner_until_it_expires()
    {
        var first = (await TakeAsync("one")).ShouldNotBeNull();
        _clock.Advance(_options.Duration - TimeSpan.FromMilliseconds(1));
        (await TakeAsync("two")).ShouldBeNull();
        first.Left.ShouldBe(TimeSpan.FromMilliseconds(1));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        var second = (await TakeAsync("two")).ShouldNotBeNull();
        (first.Token, second.Token).ShouldBe((1, 2));
    }

    [Fact]
    public async Task Of_many_that_want_a_lease_one_gets_it()
    {
        for (var round = 1; round <= 10; round++)
        {
            var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => TakeAsync($"owner {number}"))));
            taken.Count(lease => lease is not null).ShouldBe(1);
            taken.Single(lease => lease is not null)!.Token.ShouldBe(round);
            _clock.Advance(_options.Duration);
        }
    }

    [Fact]
    public async Task A_renewed_lease_lives_longer()
    {
        var lease = (await TakeAsync("one")).ShouldNotBeNull();
        _clock.Advance(TimeSpan.FromSeconds(20));
        (await lease.RenewAsync(Bed.Store, CancellationToken.None)).ShouldBeTrue();
        _clock.Advance(TimeSpan.FromSeconds(20));
        (await TakeAsync("two")).ShouldBeNull();
        lease.Left.ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_holder_that_slept_through_its_lease_can_neither_renew_nor_commit()
    {
        var first = (await TakeAsync("one")).ShouldNotBeNull();
        _clock.Advance(_options.Duration);
        var second = (await TakeAsync("two")).ShouldNotBeNull();
        (await first.RenewAsync(Bed.Store, CancellationToken.None)).ShouldBeFalse();
        var lost = await Should.ThrowAsync<LeaseLostException>(CommitAsync(first, "late"));
        (lost.Name, lost.Token).ShouldBe(("work", first.Token));
        await CommitAsync(second, "in time");
        (await Bed.NotesAsync()).ShouldBe(["in time"]);
    }

    [Fact]
    public async Task A_lease_that_is_given_back_is_free_at_once_and_its_token_grows_on()
    {
        var first = (await TakeAsync("one")).ShouldNotBeNull();
        await first.ReleaseAsync(Bed.Store, CancellationToken.None);
        (await TakeAsync("two")).ShouldNotBeNull().Token.ShouldBe(2);
        await first.ReleaseAsync(Bed.Store, CancellationToken.None);
        (await TakeAsync("three")).ShouldBeNull("an old holder can't give away what is not its own any more");
    }

    private protected Task<Lease?> TakeAsync(string owner, IStore? store = null) =>
        Lease.TryAcquireAsync(store ?? Bed.Store, "work", owner, _options, _clock, CancellationToken.None).SoonAsync();

    private protected void LetExpire() => _clock.Advance(_options.Duration);

    private Task<int> CommitAsync(Lease lease, string text) => Bed.WriteAsync(async transaction =>
    {
        await lease.CheckAsync(transaction);
        return await transaction.ExecuteAsync(StoreBed.Insert, text);
    });

    public sealed class On_SQLite() : LeaseContract(StoreBed.OnSqlite);

    public sealed class On_PostgreSQL() : LeaseContract(StoreBed.OnPostgres)
    {
        [Fact]
        public async Task A_commit_that_checked_its_lease_ends_before_the_takeover_does()
        {
            var first = (await TakeAsync("one")).ShouldNotBeNull();
            LetExpire();
            var (commit, goOn) = await HoldOpenAsync(first);
            await using var other = await ((PostgresBed)Bed).ConnectAsync();
            var takeover = TakeAsync("two", other);
            await Eventually.HoldsAsync(async () =>
                await Bed.NumberAsync("select count(*) from pg_locks where locktype = 'advisory' and not granted") == 1
                    ? null
                    : "the takeover does not wait"
            );

            // The lease itself can be renewed meanwhile: that row waits for nobody.
            (await first.RenewAsync(Bed.Store, CancellationToken.None).SoonAsync()).ShouldBeTrue();
            LetExpire();
            goOn();
            await commit;
            (await takeover).ShouldBeNull("the lease was renewed while the takeover waited");
            (await TakeAsync("two", other)).ShouldNotBeNull();
            (await Bed.NotesAsync()).ShouldBe(["held open"]);
        }

        [Fact]
        public async Task A_process_that_is_paused_in_the_middle_of_a_commit_holds_the_takeover_up_no_longer_than_its_silence_may_last()
        {
            await using var paused = await ((PostgresBed)Bed).ConnectAsync(
                options: new() { SilenceMax = TimeSpan.FromMilliseconds(300), OutageMax = TimeSpan.Zero });
            var first = (await TakeAsync("one", paused)).ShouldNotBeNull();
            var (commit, goOn) = await HoldOpenAsync(first, paused);
            LetExpire();
            (await TakeAsync("two")).ShouldNotBeNull().Token.ShouldBe(2);
            goOn();
            await Should.ThrowAsync<Exception>(commit);
            (await Bed.NotesAsync()).ShouldBeEmpty();
        }

        /// <summary>A write that has checked its lease and does not commit before it is told to.</summary>
        private async Task<(Task<int> Commit, Action GoOn)> HoldOpenAsync(Lease lease, IStore? store = null)
        {
            var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var commit = (store ?? Bed.Store).WriteAsync(async transaction =>
            {
                await lease.CheckAsync(transaction);
                await transaction.ExecuteAsync(StoreBed.Insert, "held open");
                open.TrySetResult();
                await go.Task;
                return 0;
            });
            await open.Task.SoonAsync();
            return (commit, go.SetResult);
        }
    }
}
