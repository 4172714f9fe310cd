using System.Globalization;
using Lockstep.Reports.Asking;
using Lockstep.Runtime.Http;

namespace Lockstep.Reports.Schedules;

/// <summary>A report that was due, made ready.</summary>
/// <param name="Name">The same for the same time of the same schedule, so that a repeat takes the place of what is there.</param>
/// <param name="MediaType">What is in it.</param>
/// <param name="Content">The bytes.</param>
/// <param name="Title">For people: the report and its days.</param>
internal sealed record ReportFile(string Name, string MediaType, byte[] Content, string Title)
{
    /// <summary>Makes it; a sentence instead when the report is refused.</summary>
    public static async Task<(ReportFile? File, string? Refusal)> MakeAsync(
        ReportRunner runner, ScheduleView schedule, Func<string, bool> may, DateTimeOffset dueAt, CancellationToken ct)
    {
        if (!runner.Reports.TryGetValue(schedule.Report, out var report))
        {
            return (null, $"There is no report {schedule.Report}.");
        }

        // As of the time it was due: yesterday is the day before that, however late it is sent.
        var query = ScheduleRules.QueryOf(schedule.Query, schedule.Zone);
        var (ask, table, refusal) = await runner.RunAsync(report, query, new ReportAsker(may, dueAt, IsFile: true), ct);
        if (refusal is not null)
        {
            return (null, refusal.ToText());
        }

        var name = string.Create(CultureInfo.InvariantCulture,
            $"{schedule.Report}-{schedule.Id}-{dueAt.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}.{schedule.Format}");
        var title = string.Create(
            CultureInfo.InvariantCulture,
                $"{schedule.Name}: {schedule.Report}, {ask.Range.First:yyyy-MM-dd} to {ask.Range.End.AddDays(-1):yyyy-MM-dd}");
        return schedule.Format is "json"
            ? (new ReportFile(name, "application/json", ReportWriter.ToJson(report, ask, table!), title), null)
            : (new ReportFile(name, "text/csv", ReportWriter.ToCsv(table!, CsvShape.Of(query, ask.Errors)), title), null);
    }
}
