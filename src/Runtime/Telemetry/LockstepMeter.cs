using System.Diagnostics.Metrics;

namespace Lockstep.Runtime.Telemetry;

/// <summary>
/// The program's own figures; every one is shown at <c>/metrics</c>. All are observed: the work itself only counts in memory it has
/// anyway, and adding up happens when somebody asks.
/// </summary>
public sealed class LockstepMeter : IDisposable
{
    /// <summary>The meter that all instruments belong to.</summary>
    public Meter Meter { get; } = new("Lockstep");

    /// <summary>A figure that only grows.</summary>
    public void Counter(string name, string help, string label, string value, Func<long> read) => Meter.CreateObservableCounter(
        name, () => new Measurement<long>(read(), new KeyValuePair<string, object?>(label, value)), description: help);

    /// <summary>A figure that goes up and down.</summary>
    public void Gauge(string name, string help, string label, string value, Func<long> read) => Meter.CreateObservableGauge(
        name, () => new Measurement<long>(read(), new KeyValuePair<string, object?>(label, value)), description: help);

    /// <inheritdoc />
    public void Dispose() => Meter.Dispose();
}
