using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Lockstep.Connectors.Sdk;

namespace Lockstep.Tests.Sync;

/// <summary>One write as the shop got it.</summary>
internal sealed record Visit(string Process, string Record, long Version);

/// <summary>A target of several processes that notes down every write, and who sent it.</summary>
internal sealed class RecordingShop
{
    private readonly ConcurrentQueue<Visit> _visits = new();
    private readonly ConcurrentDictionary<string, int> _atOnce = new(StringComparer.Ordinal);
    private int _overlaps;

    /// <summary>All writes, in the order in which they came.</summary>
    public IReadOnlyList<Visit> Visits => [.. _visits];

    /// <summary>How often a write of a record came while another one of it was on its way.</summary>
    public int Overlaps => _overlaps;

    /// <summary>What it says; done by default.</summary>
    public Func<Visit, CancellationToken, Task<ApplyResult>> Answer { get; set; } = (_, _) => Task.FromResult(Done);

    public static ApplyResult Done => ApplyResult.Done("1");

    /// <summary>The version of every record that the shop is asked for.</summary>
    public const long Anew = 1_000;

    /// <summary>The way of one process to the shop.</summary>
    public ISystem For(string process) => new Way(this, process);

    private async Task<ApplyResult> TakeAsync(Visit visit, CancellationToken ct)
    {
        _visits.Enqueue(visit);
        if (_atOnce.AddOrUpdate(visit.Record, 1, static (_, count) => count + 1) > 1)
        {
            Interlocked.Increment(ref _overlaps);
        }

        try
        {
            return await Answer(visit, ct);
        }
        finally
        {
            _atOnce.AddOrUpdate(visit.Record, 0, static (_, count) => count - 1);
        }
    }

    private sealed class Way(RecordingShop shop, string process) : ISystem
    {
        public string Name => "shop";

        public IReadOnlyList<RecordKind> Kinds { get; } = [new("customer", Capability.Apply | Capability.ApplyRepeats | Capability.Read)];

        public Task<Reply<string>> TestAsync(CancellationToken ct) => throw new NotSupportedException();

        public Task<ApplyResult> ApplyAsync(ApplyRequest request, CancellationToken ct) =>
            shop.TakeAsync(new Visit(process, request.NaturalKey, request.Fields["version"]!.GetValue<long>()), ct);

        public Task<Reply<SourceRecord>> ReadAsync(string kind, string id, CancellationToken ct) =>
            Task.FromResult<Reply<SourceRecord>>(new SourceRecord(
                id, Anew.ToString(CultureInfo.InvariantCulture), Encoding.UTF8.GetBytes($$"""{"version":{{Anew}}}""")) { Order = Anew });
    }
}
