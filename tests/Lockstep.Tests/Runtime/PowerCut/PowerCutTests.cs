using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.PowerCut;

/// <summary>
/// The power is cut while customers come in and flows go on. Of what was not synced each database keeps all, nothing or a part, whatever
/// the others keep; nothing that was told may be lost, nothing may happen twice, and no mark may say of work that it was done when it is
/// gone.
/// </summary>
public sealed class PowerCutTests
{
    /// <summary>Larger than the log gets.</summary>
    private const int Never = 1_000_000;

    private static readonly bool IsFull = Environment.GetEnvironmentVariable("LOCKSTEP_TEST_FULL") is "1";
    private static readonly int Customers = IsFull ? 15 : 5;
    private static readonly int Instants = IsFull ? 200 : 12;
    private static readonly int Parts = IsFull ? 8 : 3;

    [Theory]
    [InlineData(Never)]
    [InlineData(100)]
    public async Task No_mark_outlasts_what_it_marks(int checkpointPages)
    {
        using var site = await PowerCutSite.RunAsync(Customers, checkpointPages);
        foreach (var (instant, state) in Cuts(site))
        {
            foreach (var kept in Choices(state))
            {
                site.Faults(instant, state, kept).ShouldBeEmpty($"instant {instant}, {string.Join(", ", kept)}");
            }
        }
    }

    [Fact]
    public async Task After_a_start_nothing_is_lost_or_doubled()
    {
        using var site = await PowerCutSite.RunAsync(Customers, Never);
        var cuts = Cuts(site).OrderByDescending(cut => cut.State.Unsynced.Count).Take(IsFull ? 4 : 1).ToList();
        foreach (var (instant, state) in cuts)
        {
            state.Unsynced.Count.ShouldBeGreaterThan(1);
            foreach (var kept in IsFull ? state.Choices() : Extremes(state))
            {
                await site.RestartAsync(instant, state, kept);
            }
        }
    }

    [Fact]
    public async Task A_disk_that_only_says_that_it_synced_is_found_out()
    {
        using var site = await PowerCutSite.RunAsync(Customers, Never, lies: true);
        Cuts(site).SelectMany(cut => Choices(cut.State).SelectMany(kept => site.Faults(cut.Instant, cut.State, kept)))
            .ShouldContain(fault => fault.Contains("is marked as handed over", StringComparison.Ordinal));
    }

    private static IEnumerable<(int Instant, DiskState State)> Cuts(PowerCutSite site)
    {
        var random = new Random(7);
        var end = site.Tape.Now;
        return from number in Enumerable.Range(0, Instants)
            let instant = number == 0 ? end : random.Next(end)
            select (instant, site.Tape.At(instant));
    }

    /// <summary>Each choice of files that keep all or nothing of what was not synced, and some where each keeps a part.</summary>
    private static IEnumerable<Dictionary<string, int>> Choices(DiskState state)
    {
        var random = new Random(11);
        return state.Choices().Concat(Enumerable.Range(0, Parts).Select(_ => state.Unsynced.ToDictionary(
            file => file.Key, file => random.Next(file.Value + 1), StringComparer.Ordinal)));
    }

    /// <summary>All are cut back to their last sync, and each one alone is not.</summary>
    private static IEnumerable<Dictionary<string, int>> Extremes(DiskState state) =>
        state.Choices().Where(static kept => kept.Values.Count(static steps => steps > 0) <= 1);
}
