using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Leases;

public sealed class LeaseTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly LeaseOptions _options = new();
    private readonly TestStore _store;

    public LeaseTests() => _store = new TestStore(clock: _clock);

    public void Dispose() => _store.Dispose();

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
    public async Task A_renewed_lease_lives_longer()
    {
        var lease = (await TakeAsync("one")).ShouldNotBeNull();
        _clock.Advance(TimeSpan.FromSeconds(20));
        (await lease.RenewAsync(_store.Store, CancellationToken.None)).ShouldBeTrue();
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
        (await first.RenewAsync(_store.Store, CancellationToken.None)).ShouldBeFalse();
        (await Should.ThrowAsync<LeaseLostException>(CommitAsync(first, "late"))).Name.ShouldBe("work");
        await CommitAsync(second, "in time");
        (await _store.NotesAsync()).ShouldBe(["in time"]);
    }

    [Fact]
    public async Task A_lease_that_is_given_back_is_free_at_once_and_its_token_grows_on()
    {
        var first = (await TakeAsync("one")).ShouldNotBeNull();
        await first.ReleaseAsync(_store.Store, CancellationToken.None);
        (await TakeAsync("two")).ShouldNotBeNull().Token.ShouldBe(2);
        await first.ReleaseAsync(_store.Store, CancellationToken.None);
        (await TakeAsync("three")).ShouldBeNull("an old holder can't give away what is not its own any more");
    }

    [Fact]
    public async Task A_wall_clock_that_jumps_does_not_prolong_what_the_holder_believes_to_have_left()
    {
        var lease = (await TakeAsync("one")).ShouldNotBeNull();
        _clock.SetWall(_clock.GetUtcNow() - TimeSpan.FromHours(1));
        _clock.Advance(TimeSpan.FromSeconds(29));
        lease.Left.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_renewal_that_failed_is_tried_again_before_the_next_work()
    {
        using var impatient = new TestStore(new() { BusyTimeout = TimeSpan.Zero }, _clock);
        var holder = new LeaseHolder(impatient.Store, "work", "one", _options, _clock);
        await holder.HoldAsync(CancellationToken.None);
        _clock.Advance(_options.Renewal);
        using (var stranger = impatient.Stranger())
        {
            stranger.Run("begin immediate");
            await Should.ThrowAsync<StoreException>(holder.HoldAsync(CancellationToken.None));
            stranger.Run("rollback");
        }

        var (lease, isNew) = await holder.HoldAsync(CancellationToken.None);
        (lease.Left, isNew).ShouldBe((_options.Duration, false));
    }

    private async Task<Lease?> TakeAsync(string owner) =>
        await Lease.TryAcquireAsync(_store.Store, "work", owner, _options, _clock, CancellationToken.None);

    private Task<int> CommitAsync(Lease lease, string text) => _store.WriteAsync(async transaction =>
    {
        await lease.CheckAsync(transaction);
        return await transaction.ExecuteAsync(TestStore.Insert, text);
    });
}
