using System.Diagnostics;

namespace Lockstep.Bench.Load;

/// <summary>Durations, all of them kept: percentiles are exact.</summary>
internal sealed class Latencies
{
    private readonly List<long> _ticks = [];

    public void AddSince(long began) => AddBetween(began, Stopwatch.GetTimestamp());

    public void AddBetween(long began, long ended)
    {
        var ticks = ended - began;
        lock (_ticks)
        {
            _ticks.Add(ticks);
        }
    }

    /// <summary>The duration in milliseconds that so many of a hundred do not exceed.</summary>
    public double Percentile(double percent)
    {
        lock (_ticks)
        {
            if (_ticks.Count == 0)
            {
                throw new NotAvailableException("nothing was measured");
            }

            _ticks.Sort();
            var rank = (int)Math.Ceiling(percent / 100 * _ticks.Count) - 1;
            return _ticks[Math.Clamp(rank, 0, _ticks.Count - 1)] * 1_000.0 / Stopwatch.Frequency;
        }
    }
}
