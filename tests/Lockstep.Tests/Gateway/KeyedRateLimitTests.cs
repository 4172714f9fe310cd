using System.Net;
using Lockstep.Gateway.Edge.Limits;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway;

public sealed class KeyedRateLimitTests
{
    private readonly ManualClock _clock = new();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(1_000, 2_000)]
    [InlineData(99_999, 10)]
    public void After_any_pause_there_is_a_burst_and_from_then_on_the_rate(int rate, int burst)
    {
        var limit = new KeyedRateLimit<string>(rate, burst, 100, _clock);
        Taken(limit, "a", burst + 10).ShouldBe(burst);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Taken(limit, "a", burst + (11L * rate)).ShouldBe(Math.Min(burst, 10L * rate));
        _clock.Advance(TimeSpan.FromDays(400));
        Taken(limit, "a", burst + 10).ShouldBe(burst);
    }

    [Fact]
    public void The_wait_that_is_told_is_the_wait_there_is()
    {
        var limit = new KeyedRateLimit<string>(4, 1, 100, _clock);
        limit.Take("a").ShouldBe(TimeSpan.Zero);
        var wait = limit.Take("a");
        wait.ShouldBe(TimeSpan.FromSeconds(0.25));
        limit.Wait("a").ShouldBe(wait);
        _clock.Advance(wait - TimeSpan.FromTicks(1));
        limit.Take("a").ShouldBe(TimeSpan.FromTicks(1));
        _clock.Advance(TimeSpan.FromTicks(1));
        limit.Wait("a").ShouldBe(TimeSpan.Zero);
        limit.Take("a").ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void A_wall_clock_that_is_set_back_or_forward_changes_nothing()
    {
        var limit = new KeyedRateLimit<string>(1, 2, 100, _clock);
        Taken(limit, "a", 5).ShouldBe(2);
        _clock.SetWall(_clock.GetUtcNow().AddYears(1));
        Taken(limit, "a", 5).ShouldBe(0);
        _clock.SetWall(_clock.GetUtcNow().AddYears(-2));
        Taken(limit, "a", 5).ShouldBe(0);
    }

    [Fact]
    public void A_rate_of_0_is_no_limit_and_no_memory()
    {
        var limit = new KeyedRateLimit<string>(0, 1, 100, _clock);
        Taken(limit, "a", 1_000).ShouldBe(1_000);
        limit.Tracked.ShouldBe(0);
    }

    [Fact]
    public void Many_threads_together_get_exactly_the_burst()
    {
        var limit = new KeyedRateLimit<string>(1, 5_000, 100, _clock);
        var taken = 0;
        Parallel.For(0, 20_000, _ =>
        {
            if (limit.Take("a") == TimeSpan.Zero)
            {
                Interlocked.Increment(ref taken);
            }
        });
        taken.ShouldBe(5_000);
    }

    [Fact]
    public void Addresses_that_are_made_up_share_what_is_left_and_those_that_are_known_keep_their_own()
    {
        var limit = new KeyedRateLimit<int>(1, 2, 2_000, _clock);
        limit.Take(1).ShouldBe(TimeSpan.Zero);
        Enumerable.Range(2, 50_000).Count(key => limit.Take(key) == TimeSpan.Zero).ShouldBe(1_999 + 2);
        limit.Tracked.ShouldBe(2_000);
        limit.Take(1).ShouldBe(TimeSpan.Zero);
        _clock.Advance(TimeSpan.FromMinutes(1));
        limit.Take(60_000).ShouldBe(TimeSpan.Zero);
        limit.Tracked.ShouldBe(1, "who has refilled is forgotten");
    }

    [Fact]
    public void A_sweep_takes_nothing_from_those_who_are_at_it()
    {
        var limit = new KeyedRateLimit<int>(1_000, 10, 100_000, _clock);
        var taken = 0;
        Parallel.For(0, 200_000, number =>
        {
            if (number % 10 == 0 && limit.Take(-1) == TimeSpan.Zero)
            {
                Interlocked.Increment(ref taken);
            }

            limit.Take(number);
            if (number % 1_000 == 0)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(10));
            }
        });
        taken.ShouldBeLessThanOrEqualTo(10 + (200 * 10));
        limit.Tracked.ShouldBeLessThanOrEqualTo(100_000);
    }

    [Theory]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("0.0.0.1", "::1", false)]
    public void Addresses_of_one_network_are_one(string one, string other, bool same) =>
        (AddressKey.Of(IPAddress.Parse(one)) == AddressKey.Of(IPAddress.Parse(other))).ShouldBe(same);

    [Fact]
    public void An_allowance_costs_no_memory_for_each_request()
    {
        var limit = new KeyedRateLimit<AddressKey>(1, 10, 100, _clock);
        var address = IPAddress.Parse("2001:db8::1");
        limit.Take(AddressKey.Of(address));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var number = 0; number < 1_000; number++)
        {
            limit.Take(AddressKey.Of(address));
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000);
    }

    private static long Taken<TKey>(KeyedRateLimit<TKey> limit, TKey key, long tries) where TKey : notnull
    {
        long taken = 0;
        for (var number = 0L; number < tries; number++)
        {
            taken += limit.Take(key) == TimeSpan.Zero ? 1 : 0;
        }

        return taken;
    }
}
