namespace Lockstep.Conformance.Support;

/// <summary>
/// Lets a moment pass before a fault strikes. The moment is the fault itself, drawn from a seed; nothing is synchronised by it.
/// </summary>
internal sealed class FaultTimer(Random random)
{
    public Task StrikeAsync(int earliestMs, int latestMs) =>
        Task.Delay(TimeSpan.FromMilliseconds(random.Next(earliestMs, latestMs)), TimeProvider.System);
}
