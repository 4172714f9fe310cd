using Lockstep.Contracts.Systems;
using Lockstep.Reports.Asking;

namespace Lockstep.Reports.Figures;

/// <summary>How well other systems are kept in step: what was delivered in the range, and what waits or is dead now.</summary>
internal sealed class SyncReport(IEnumerable<IDeliveryFigures> figures) : IReport
{
    private const decimal Second = 1_000m;
    private const int Decimals = 3;

    public static ReportKind Kind { get; } = new(
        "sync", "Deliveries by flow: how many, how late, and what waits or is dead now");

    ReportKind IReport.Kind => Kind;

    public async ValueTask<ReportTable?> RunAsync(ReportAsk ask, CancellationToken ct)
    {
        if (!ask.Errors.None)
        {
            return null;
        }

        var rows = new List<object?[]>();
        foreach (var source in figures)
        {
            var flows = await source.ReadAsync(
                DateTimeOffset.FromUnixTimeMilliseconds(ask.Range.From), DateTimeOffset.FromUnixTimeMilliseconds(ask.Range.To), ct);
            rows.AddRange(flows.Select(flow => Cells(flow, DateTimeOffset.FromUnixTimeMilliseconds(ask.Now))));
        }

        return ReportTable.Plain(
            [
                ReportColumn.Text("flow"), ReportColumn.Text("target"), ReportColumn.Count("delivered"), ReportColumn.Count("skipped"),
                ReportColumn.Count("dead"), ReportColumn.Count("waiting"), ReportColumn.Number("behindSeconds"),
                    ReportColumn.Instant("lastDelivered"),
                ReportColumn.Number("meanSeconds"), ReportColumn.Number("maxSeconds"),
            ],
            [.. rows.Take(ask.Size)], rows.Count > ask.Size);
    }

    /// <summary>How far a flow is behind is the age of the oldest change that is still on its way; 0 when none is.</summary>
    private static object?[] Cells(FlowFigures flow, DateTimeOffset now) =>
    [
        flow.Flow, flow.Target, flow.Delivered, flow.Skipped, flow.Dead, flow.Waiting,
        flow.OldestWaiting is { } oldest ? Seconds(Math.Max(0, (long)(now - oldest).TotalMilliseconds)) : 0m, flow.LastDelivered,
        flow.Delivered > 0 ? Seconds(flow.DelaySumMs / flow.Delivered) : null, flow.Delivered > 0 ? Seconds(flow.DelayMaxMs) : null,
    ];

    private static decimal Seconds(long ms) => decimal.Round(ms / Second, Decimals);
}
