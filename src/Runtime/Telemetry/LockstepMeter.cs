using System.Diagnostics.Metrics;

namespace Lockstep.Runtime.Telemetry;

/// <summary>The program's own figures; every one is shown at <c>/metrics</c>.</summary>
public static class LockstepMeter
{
    /// <summary>The meter that all instruments belong to.</summary>
    public static Meter Meter { get; } = new("Lockstep");
}
