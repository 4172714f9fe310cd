using Lockstep.Runtime;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime;

public sealed class IdSourceTests
{
    private readonly ManualClock _clock = new();
    private readonly IdSource _ids;

    public IdSourceTests() => _ids = new IdSource(_clock, new Random(1));

    [Fact]
    public void An_id_is_a_uuid_of_version_7_with_the_time_in_front()
    {
        var id = _ids.Next();
        (id.Version, id.Variant & 0b1100).ShouldBe((7, 0b1000));
        Convert.ToInt64(id.ToString("N")[..12], 16).ShouldBe(_clock.GetUtcNow().ToUnixTimeMilliseconds());
    }

    [Fact]
    public void Ids_sort_in_the_order_in_which_they_were_made()
    {
        var ids = new List<string>();
        for (var number = 0; number < 20_000; number++)
        {
            ids.Add(_ids.Next().ToString("N"));
            _clock.Advance(number % 7_000 == 0 ? TimeSpan.FromMilliseconds(1) : TimeSpan.Zero);
        }

        ids.ShouldBe(ids.Order(StringComparer.Ordinal).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public void A_clock_that_goes_back_does_not_break_the_order()
    {
        var before = _ids.Next().ToString("N");
        _clock.SetWall(_clock.GetUtcNow() - TimeSpan.FromDays(1));
        string.CompareOrdinal(_ids.Next().ToString("N"), before).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Threads_never_get_the_same_id()
    {
        var ids = new System.Collections.Concurrent.ConcurrentBag<Guid>();
        Parallel.For(0, 20_000, _ => ids.Add(_ids.Next()));
        ids.Distinct().Count().ShouldBe(20_000);
    }
}
