using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics;
using Lockstep.Bench.Load;

namespace Lockstep.Bench.Benches;

/// <summary>Reads a stream of new customers, and notes how long after its request each of them came.</summary>
internal sealed class StreamWatch
{
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<long, (long Due, long Answered)> _asked = new();
    private readonly ConcurrentDictionary<long, long> _came = new();
    private readonly Task _reading;
    private volatile NotAvailableException? _failed;
    private volatile bool _isOver;

    public StreamWatch(Stream stream) => _reading = Task.Run(() => ReadAsync(stream));

    /// <summary>To be told of each answer to a create.</summary>
    public void Answered(long due, int status, HttpConnection connection)
    {
        var at = connection.Body.IndexOf("\"id\":"u8);
        if (status != 201 || at < 0 || !Utf8Parser.TryParse(connection.Body[(at + 5)..], out long id, out _))
        {
            _failed = new NotAvailableException($"a create was answered {status}");
            return;
        }

        _asked[id] = (due, Stopwatch.GetTimestamp());
    }

    /// <summary>Waits for the events that are still missing: from the request to the event, and from its answer to the event.</summary>
    public async Task<(Latencies FromSend, Latencies FromAnswer)> FinishAsync()
    {
        var began = Stopwatch.GetTimestamp();
        while (_asked.Keys.Any(id => !_came.ContainsKey(id)))
        {
            if (_failed is { } failed)
            {
                throw failed;
            }

            if (Stopwatch.GetElapsedTime(began) > PatienceMax)
            {
                throw new NotAvailableException("events are missing");
            }

            await Task.Delay(1);
        }

        _isOver = true;
        var (fromSend, fromAnswer) = (new Latencies(), new Latencies());
        foreach (var (id, (due, answered)) in _asked)
        {
            fromSend.AddBetween(due, _came[id]);
            fromAnswer.AddBetween(Math.Min(answered, _came[id]), _came[id]);
        }

        return (fromSend, fromAnswer);
    }

    private async Task ReadAsync(Stream stream)
    {
        using var lines = new StreamReader(stream);
        while (!_isOver && await lines.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                Note(line);
            }
        }
    }

    private void Note(string line)
    {
        const string Subject = "\"subject\":\"customers/";
        var from = line.IndexOf(Subject, StringComparison.Ordinal) + Subject.Length;
        var to = line.IndexOf('"', from);
        var id = long.Parse(line.AsSpan(from, to - from), System.Globalization.CultureInfo.InvariantCulture);
        if (!_came.TryAdd(id, Stopwatch.GetTimestamp()))
        {
            _failed = new NotAvailableException("an event came twice");
        }
    }
}
