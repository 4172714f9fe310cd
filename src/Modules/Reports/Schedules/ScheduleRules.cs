using Lockstep.Reports.Asking;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Mail;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Lockstep.Reports.Schedules;

/// <summary>What a schedule may say.</summary>
internal sealed class ScheduleRules(ReportRunner runner, MailServer mail)
{
    private const int NameMax = 100;
    private const int QueryMax = 2_000;
    private const int CronMax = 100;
    private const int ZoneMax = 100;
    private const int AddressesMax = 20;
    private const int AddressMax = 180;
    private const int FolderMax = 60;
    private static readonly string[] Formats = ["csv", "json"];

    /// <summary>What is wrong with a schedule.</summary>
    public async Task<Errors> CheckAsync(ScheduleInput input, ReportAsker asker, CancellationToken ct)
    {
        var errors = new Errors();
        TextRules.CheckRequired(errors, "name", input.Name, NameMax);
        TextRules.CheckRequired(errors, "cron", input.Cron, CronMax);
        TextRules.Check(errors, "query", input.Query, QueryMax);
        TextRules.Check(errors, "zone", input.Zone, ZoneMax);
        if (input.Cron is { Length: > 0 } cron && CronTimes.Parse(cron) is null)
        {
            errors.Add("cron", "Must be minute, hour, day of month, month and day of week, like 0 6 * * 1.");
        }

        if (input.Zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(input.Zone, out _))
        {
            errors.Add("zone", "Is no time zone that this machine knows; write it like Europe/London.");
        }

        if (input.Format is not null && !Formats.Contains(input.Format, StringComparer.Ordinal))
        {
            errors.Add("format", $"Must be one of {string.Join(' ', Formats)}.");
        }

        CheckTarget(input, errors);
        if (errors.None)
        {
            await CheckReportAsync(input, errors, asker, ct);
        }

        return errors;
    }

    /// <summary>What a report is asked, with the zone of the schedule.</summary>
    public static IQueryCollection QueryOf(string query, string zone)
    {
        var asked = QueryHelpers.ParseQuery(query);
        asked.TryAdd("zone", zone);
        return new QueryCollection(asked);
    }

    private void CheckTarget(ScheduleInput input, Errors errors)
    {
        if (input.Mail is not { Count: > 0 } && input.Folder is null)
        {
            errors.Add("mail", "Say where it goes: mail, folder or both.");
        }

        if (input.Mail is { Count: > 0 } && !mail.IsOn)
        {
            errors.Add("mail", "This installation sends no mail; set Mail__Host, or name a folder.");
        }

        if (input.Mail?.Count > AddressesMax)
        {
            errors.Add("mail", $"At most {AddressesMax} addresses.");
        }

        foreach (var address in input.Mail ?? [])
        {
            // They are kept as one text with blanks between.
            if (address is null || address.Contains(' ', StringComparison.Ordinal))
            {
                errors.Add("mail", "Is no e-mail address.");
            }
            else
            {
                Email.Check(errors, "mail", address, AddressMax);
            }
        }

        // One name of plain letters: nothing that leads out of the folder of reports.
        if (input.Folder is { } folder && (folder.Length is 0 or > FolderMax || folder[0] is '-'
            || !folder.All(static sign => sign is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-')))
        {
            errors.Add("folder", $"Must be 1 to {FolderMax} small letters, digits and hyphens.");
        }
    }

    /// <summary>By asking it once: what would be refused when it is due is refused now.</summary>
    private async Task CheckReportAsync(ScheduleInput input, Errors errors, ReportAsker asker, CancellationToken ct)
    {
        if (!runner.Reports.TryGetValue(input.Report ?? "", out var report))
        {
            errors.Add("report", $"Must be one of {string.Join(' ', runner.Reports.Keys.Order(StringComparer.Ordinal))}.");
            return;
        }

        var query = QueryOf(input.Query ?? "", input.Zone ?? "UTC");
        var answer = await runner.RunAsync(report, query, asker, ct);
        CsvShape.Of(query, answer.Ask.Errors);
        if (answer.Ask.Errors.ToText() is { } text)
        {
            errors.Add("query", text);
        }
    }
}
