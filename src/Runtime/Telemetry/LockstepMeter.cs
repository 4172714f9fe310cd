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
    /// <param name="name">As it is shown: with <c>_total</c> at its end.</param>
    /// <param name="unit">One of what is counted, for example <c>{order}</c> (UCUM).</param>
    /// <param name="help">What it tells.</param>
    /// <param name="label">The name of its label.</param>
    /// <param name="value">The label's value.</param>
    /// <param name="read">Gives the figure.</param>
    public void Counter(string name, string unit, string help, string label, string value, Func<long> read) =>
        Meter.CreateObservableCounter(
            name, () => new Measurement<long>(read(), new KeyValuePair<string, object?>(label, value)), unit, help);

    /// <summary>A figure that goes up and down.</summary>
    /// <param name="name">As it is shown: a measured one with its unit at its end, for example <c>_seconds</c>.</param>
    /// <param name="unit">One of what is counted, or the unit of what is measured, for example <c>s</c> (UCUM).</param>
    /// <param name="help">What it tells.</param>
    /// <param name="label">The name of its label.</param>
    /// <param name="value">The label's value.</param>
    /// <param name="read">Gives the figure.</param>
    public void Gauge(string name, string unit, string help, string label, string value, Func<long> read) => Meter.CreateObservableGauge(
        name, () => new Measurement<long>(read(), new KeyValuePair<string, object?>(label, value)), unit, help);

    /// <summary>The same with any number of labels.</summary>
    /// <param name="name">As it is shown.</param>
    /// <param name="unit">One of what is counted, or the unit of what is measured.</param>
    /// <param name="help">What it tells.</param>
    /// <param name="read">Gives the figure.</param>
    /// <param name="labels">The labels and their values.</param>
    public void Gauge(string name, string unit, string help, Func<long> read, (string Label, string Value)[] labels)
    {
        var tags = Array.ConvertAll(labels, static one => new KeyValuePair<string, object?>(one.Label, one.Value));
        Meter.CreateObservableGauge(name, () => new Measurement<long>(read(), tags), unit, help);
    }

    /// <summary>A figure that only grows, for each of several things that come and go.</summary>
    /// <param name="name">As it is shown: with <c>_total</c> at its end.</param>
    /// <param name="unit">One of what is counted.</param>
    /// <param name="help">What it tells.</param>
    /// <param name="read">Gives the figures with their labels.</param>
    public void Counter(string name, string unit, string help, Func<IEnumerable<Measurement<long>>> read) =>
        Meter.CreateObservableCounter(name, read, unit, help);

    /// <summary>A figure that goes up and down, for each of several things.</summary>
    /// <param name="name">As it is shown.</param>
    /// <param name="unit">One of what is counted.</param>
    /// <param name="help">What it tells.</param>
    /// <param name="read">Gives the figures with their labels.</param>
    public void Gauge(string name, string unit, string help, Func<IEnumerable<Measurement<long>>> read) =>
        Meter.CreateObservableGauge(name, read, unit, help);

    /// <inheritdoc />
    public void Dispose() => Meter.Dispose();
}
