using System.Globalization;
using Lockstep.Runtime.Values;
using Lockstep.Sync.Triggers;

namespace Lockstep.Tests.Sync.Triggers;

/// <summary>Which times of a cron trigger get a run.</summary>
public sealed class CronSettingsTests
{
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("30 2 * * *", "2026-03-28T12:00Z", "2026-03-29T01:00Z", "2026-03-30T00:30Z")]
    [InlineData("30 2 * * *", "2026-10-24T12:00Z", "2026-10-25T00:30Z", "2026-10-26T01:30Z")]
    [InlineData("0 6 * * *", "2026-03-28T12:00Z", "2026-03-29T04:00Z", "2026-03-30T04:00Z")]
    [InlineData("0 6 * * *", "2026-10-24T12:00Z", "2026-10-25T05:00Z", "2026-10-26T05:00Z")]
    [InlineData("*/30 2 * * *", "2026-10-24T23:59Z", "2026-10-25T00:00Z", "2026-10-25T00:30Z", "2026-10-25T01:00Z", "2026-10-25T01:30Z")]
    public void A_time_that_the_clock_passes_over_comes_behind_it_and_one_that_it_strikes_twice_comes_once(
        string at, string from, params string[] expected)
    {
        var cron = Cron(at, MissedRuns.Once);
        var (last, times) = (Time(from), new List<DateTimeOffset>());
        while (times.Count < expected.Length)
        {
            last = cron.Next(last)!.Value;
            times.Add(last);
        }

        times.ShouldBe(expected.Select(Time));
    }

    [Fact]
    public void Of_missed_times_one_gets_a_run_or_none_or_the_newest_so_many()
    {
        var (last, now) = (Time("2026-06-01T06:00Z"), Time("2026-06-01T09:30Z"));
        string[] hours = ["2026-06-01T07:00Z", "2026-06-01T08:00Z", "2026-06-01T09:00Z"];
        var times = hours.Select(Time).ToList();
        var once = Cron("0 * * * *", MissedRuns.Once).Plan(last, now, Late);
        (once.Runs.Single(), once.Last, once.LeftOut).ShouldBe((times[2], times[2], 2));
        var skip = Cron("0 * * * *", MissedRuns.Skip).Plan(last, now, Late);
        (skip.Runs.Count, skip.Last, skip.LeftOut).ShouldBe((0, times[2], 3));
        var all = Cron("0 * * * *", MissedRuns.All, 2).Plan(last, now, Late);
        all.Runs.ShouldBe([times[1], times[2]]);
        (all.Last, all.LeftOut).ShouldBe((times[2], 1));
    }

    [Fact]
    public void A_time_that_has_just_come_is_not_missed()
    {
        var plan = Cron("0 * * * *", MissedRuns.Skip).Plan(Time("2026-06-01T06:00Z"), Time("2026-06-01T09:01Z"), Late);
        (plan.Runs.Single(), plan.LeftOut).ShouldBe((Time("2026-06-01T09:00Z"), 2));
        Cron("0 * * * *", MissedRuns.Skip).Plan(Time("2026-06-01T09:00Z"), Time("2026-06-01T09:01Z"), Late).Last.ShouldBeNull();
    }

    private static CronSettings Cron(string at, MissedRuns missed, int max = 1_000) =>
        new(at, CronTimes.Parse(at)!, CronTimes.ZoneOf("Europe/Berlin")!, missed, max, TimeSpan.Zero);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
