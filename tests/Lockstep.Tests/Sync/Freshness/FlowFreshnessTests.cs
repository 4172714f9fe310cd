using Lockstep.Sync.Flows;
using Lockstep.Sync.Freshness;

namespace Lockstep.Tests.Sync.Freshness;

public sealed class FlowFreshnessTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData(4, null, null, null)]
    [InlineData(6, null, "behind", 1)]
    [InlineData(-10, null, null, null)]
    [InlineData(null, 6, "unheard", 1)]
    [InlineData(8, 6, "behind", 3)]
    [InlineData(6, 8, "unheard", 3)]
    public void A_flow_is_late_from_the_moment_on_when_its_oldest_change_passes_the_target(
        int? oldest, int? polled, string? reason, int? lateFor)
    {
        var state = FlowFreshness.Of(Flow(), new FlowFacts("to-shop", Ago(oldest), Ago(polled), null, null, null, null), Now);
        (state.Reason, state.LateSince).ShouldBe((reason, Ago(lateFor)));
    }

    [Fact]
    public void A_source_that_was_not_polled_through_a_pause_is_late_only_once_the_target_has_passed_since()
    {
        var facts = new FlowFacts("to-shop", null, Ago(60), null, null, null, null);
        FlowFreshness.Of(Flow() with { ResumedAt = Ago(4) }, facts, Now).LateSince.ShouldBeNull();
        FlowFreshness.Of(Flow() with { ResumedAt = Ago(6) }, facts, Now).LateSince.ShouldBe(Ago(1));
    }

    [Theory]
    [InlineData(4, null, null)]
    [InlineData(6, null, "silent")]
    [InlineData(6, 5, null)]
    public void A_flow_whose_canary_does_not_come_out_is_late_although_nothing_waits(int sent, int? arrived, string? reason)
    {
        var flow = Flow() with { Canary = new CanarySettings(10 * Minute, "7", "note") };
        var state = FlowFreshness.Of(flow, new FlowFacts("to-shop", null, null, Ago(sent), Ago(sent), Ago(arrived), null), Now);
        (state.Reason, state.LateSince).ShouldBe((reason, reason is null ? null : Ago(sent - 5)));
    }

    [Fact]
    public void A_flow_without_a_target_is_never_late_and_tells_its_age() =>
        FlowFreshness.Of(Flow() with { FreshnessTarget = null }, new FlowFacts("to-shop", Ago(90), null, null, null, null, null), Now)
            .ShouldSatisfyAllConditions(
                static state => state.Age.ShouldBe(90 * Minute),
                static state => state.LateSince.ShouldBeNull());

    private static DateTimeOffset? Ago(int? minutes) => minutes is { } given ? Now - (given * Minute) : null;

    private static Flow Flow() => SyncProcess.ToShop(Minute) with
    {
        FreshnessTarget = 5 * Minute, Poll = new PollSettings(Minute, TimeSpan.Zero),
    };
}
