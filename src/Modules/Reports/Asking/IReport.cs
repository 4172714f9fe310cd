using Lockstep.Runtime.Http;

namespace Lockstep.Reports.Asking;

/// <summary>One report. Whoever asks for it, HTTP or a schedule, asks in the same way.</summary>
internal interface IReport
{
    /// <summary>Its name in paths and schedules, for example <c>sales</c>.</summary>
    string Name { get; }

    /// <summary>What the API's document says of it.</summary>
    string Summary { get; }

    /// <summary>What it may be asked besides the days.</summary>
    IReadOnlyList<QueryParameter> Parameters { get; }

    /// <summary>Reads the parameters, and then the figures; null when something is wrong with what was asked, which stands in its errors.</summary>
    ValueTask<ReportTable?> RunAsync(ReportAsk ask, CancellationToken ct);
}
