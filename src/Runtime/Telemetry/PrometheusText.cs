using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Lockstep.Runtime.Telemetry;

/// <summary>
/// Adds up the program's counters and gauges and writes them in the text format of Prometheus 0.0.4. Histograms appear as their
/// count and sum.
/// </summary>
public sealed class PrometheusText : IDisposable
{
    /// <summary>The media type of the text.</summary>
    public const string MediaType = "text/plain; version=0.0.4";

    private readonly ConcurrentDictionary<string, Series> _series = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    /// <summary>Begins to listen.</summary>
    public PrometheusText()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, LockstepMeter.Meter))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>All figures as they are now.</summary>
    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var group in _series.Values.GroupBy(series => series.Name, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var first = group.First();
            text.Append(CultureInfo.InvariantCulture, $"# HELP {first.Name} {first.Help}\n# TYPE {first.Name} {first.Type}\n");
            foreach (var series in group.OrderBy(series => series.Labels, StringComparer.Ordinal))
            {
                series.Write(text);
            }
        }

        return text.ToString();
    }

    /// <inheritdoc />
    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = Labels(tags);
        _series.GetOrAdd(instrument.Name + labels, static (_, made) => new Series(made.instrument, made.labels), (instrument, labels)).Add(value);
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0)
        {
            return "";
        }

        var text = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            text.Append(text.Length == 0 ? '{' : ',').Append(name).Append("=\"").Append(value).Append('"');
        }

        return text.Append('}').ToString();
    }

    private sealed class Series(Instrument instrument, string labels)
    {
        private readonly Lock _gate = new();
        private readonly bool _isGauge = instrument is ObservableGauge<long> or ObservableGauge<double>;
        private readonly bool _isSummary = instrument is Histogram<double> or Histogram<long>;
        private double _sum;
        private long _count;

        public string Name { get; } = instrument.Name.Replace('.', '_');

        public string Labels { get; } = labels;

        public string Help { get; } = instrument.Description ?? "";

        public string Type => _isGauge ? "gauge" : _isSummary ? "summary" : "counter";

        public void Add(double value)
        {
            lock (_gate)
            {
                _sum = _isGauge ? value : _sum + value;
                _count++;
            }
        }

        public void Write(StringBuilder text)
        {
            lock (_gate)
            {
                if (_isSummary)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{Name}_sum{Labels} {_sum}\n{Name}_count{Labels} {_count}\n");
                }
                else
                {
                    text.Append(CultureInfo.InvariantCulture, $"{Name}{Labels} {_sum}\n");
                }
            }
        }
    }
}
