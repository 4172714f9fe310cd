using Lockstep.Simulator.Behaviour;

namespace Lockstep.Simulator.Worlds;

/// <summary>The clock of a system, which may be wrong and may be coarse.</summary>
internal sealed class SkewedClock(TimeProvider clock, Func<WorldSettings> settings)
{
    /// <summary>Now, as this system thinks, in milliseconds of Unix time.</summary>
    public long Now()
    {
        var now = (clock.GetUtcNow() + TimeSpan.FromSeconds(settings().ClockSkewSeconds)).ToUnixTimeMilliseconds();
        var step = Math.Max(1, settings().ClockStepMs);
        return now - now % step;
    }

    /// <summary>The true clock, for what only lasts.</summary>
    public TimeProvider True => clock;
}
