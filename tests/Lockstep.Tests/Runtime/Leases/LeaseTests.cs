using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Leases;

/// <summary>
/// What a lease does besides the promises that both stores keep (<c>LeaseContract</c>): it minds clocks, and failures of one store.
/// </summary>
[RunsOnEachStore]
public sealed class LeaseTests
{
    private readonly ManualClock _clock = new();
    private readonly LeaseOptions _options = new();

    [Fact]
    public async Task A_wall_clock_that_jumps_does_not_prolong_what_the_holder_believes_to_have_left()
    {
        using var store = new TestStore(clock: _clock);
        var lease = (await Lease.TryAcquireAsync(store.Store, "work", "one", _options, _clock, CancellationToken.None)).ShouldNotBeNull();
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
}
