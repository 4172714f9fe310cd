namespace Lockstep.Reports.Asking;

/// <summary>One report. Whoever asks for it, HTTP or a schedule, asks in the same way.</summary>
internal interface IReport
{
    /// <summary>Which one it is.</summary>
    ReportKind Kind { get; }

    /// <summary>Reads the parameters, and then the figures; null when something is wrong with what was asked, which stands in its
    /// errors.</summary>
    ValueTask<ReportTable?> RunAsync(ReportAsk ask, CancellationToken ct);
}
