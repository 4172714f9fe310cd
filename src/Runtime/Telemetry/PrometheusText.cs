using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Lockstep.Runtime.Telemetry;

/// <summary>Writes the figures of <see cref="LockstepMeter"/> in the text format of Prometheus, version 0.0.4.</summary>
public sealed class PrometheusText : IDisposable
{
    /// <summary>The media type of the text.</summary>
    public const string MediaType = "text/plain; version=0.0.4";

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, (Instrument Instrument, SortedDictionary<string, long> Series)> _figures = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    /// <summary>Begins to listen.</summary>
    public PrometheusText(LockstepMeter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meter.Meter))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>All figures as they are now.</summary>
    public string Write()
    {
        lock (_gate)
        {
            _listener.RecordObservableInstruments();
            var text = new StringBuilder();
            foreach (var (name, (instrument, series)) in _figures)
            {
                var type = instrument is ObservableGauge<long> ? "gauge" : "counter";
                text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {instrument.Description}\n# TYPE {name} {type}\n");
                foreach (var (labels, value) in series)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{name}{{{labels}}} {value}\n");
                }
            }

            return text.ToString();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!_figures.TryGetValue(instrument.Name, out var figure))
        {
            _figures[instrument.Name] = figure = (instrument, new SortedDictionary<string, long>(StringComparer.Ordinal));
        }

        var labels = new StringBuilder();
        foreach (var (name, label) in tags)
        {
            labels.Append(labels.Length == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{name}=\"{label}\"");
        }

        figure.Series[labels.ToString()] = value;
    }
}
