using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Lockstep.Reports.Asking;

/// <summary>Answers reports, whoever asks.</summary>
internal sealed class ReportRunner(IEnumerable<IReport> reports, FactReader facts, IOptions<ReportOptions> options)
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);

    /// <summary>All reports, by their names.</summary>
    public IReadOnlyDictionary<string, IReport> Reports { get; } = reports.ToDictionary(static report => report.Kind.Name,
        StringComparer.Ordinal);

    /// <summary>What a report says, or why it says nothing.</summary>
    /// <param name="report">The report.</param>
    /// <param name="query">What is asked.</param>
    /// <param name="asker">Who asks.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<ReportAnswer> RunAsync(IReport report, IQueryCollection query, ReportAsker asker, CancellationToken ct)
    {
        var ask = ReportAsk.Of(asker, query, report.Kind.Parameters, options.Value);
        if (!await facts.IsBuiltAsync(ct))
        {
            return new ReportAnswer(ask, null, new Refusal(
                RefusalCode.Unavailable, "The reports are being built for the first time; ask again in a moment.", RetryAfter: TryAgain));
        }

        var table = await report.RunAsync(ask, ct);
        return new ReportAnswer(ask, table?.For(asker.May), ask.Errors.ToRefusal());
    }
}

/// <summary>What came of a report.</summary>
/// <param name="Ask">What was asked.</param>
/// <param name="Table">What it says; null when it was refused.</param>
/// <param name="Refusal">Why it says nothing; null when it does.</param>
internal sealed record ReportAnswer(ReportAsk Ask, ReportTable? Table, Refusal? Refusal);
