using System.Globalization;
using Lockstep.Runtime.Mail;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Lockstep.Reports.Schedules;

/// <summary>
/// Brings a report to where it goes. It may be brought again after a death: in a folder it then takes the place of itself, and a mail has
/// the
/// id that it had before, by which boxes and people tell that it is the same.
/// </summary>
internal sealed class ReportPost(MailServer server, IOptions<MailOptions> mail, IOptions<ScheduleOptions> options, DataFolder data,
    TimeProvider clock)
{
    /// <summary>Brings it to the folder first, which is safe to repeat.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="dueAt">The time for which it was due.</param>
    /// <param name="file">The report.</param>
    /// <param name="within">How long the mail server may take at most.</param>
    /// <param name="ct">Ends the attempt.</param>
    /// <exception cref="Exception">It did not arrive, as far as anybody knows.</exception>
    public async Task BringAsync(ScheduleView schedule, DateTimeOffset dueAt, ReportFile file, TimeSpan within, CancellationToken ct)
    {
        if (schedule.Folder is { } folder)
        {
            await PutAsync(folder, file, ct);
        }

        if (schedule.Mail is { Count: > 0 })
        {
            using var message = Write(schedule, dueAt, file);
            await server.SendAsync(message, within, ct);
        }
    }

    /// <summary>Under another name first: whoever looks into the folder sees a whole file or none.</summary>
    private async Task PutAsync(string folder, ReportFile file, CancellationToken ct)
    {
        var root = options.Value.Folder.Length > 0 ? options.Value.Folder : data.File("reports");
        var path = Directory.CreateDirectory(Path.Combine(root, folder)).FullName;
        var partial = Path.Combine(path, $".{file.Name}.partial");
        var stream = new FileStream(partial, FileMode.Create, FileAccess.Write);
        await using (stream)
        {
            await stream.WriteAsync(file.Content, ct);

            // On the disk before it gets its name: a power failure could leave the name with nothing behind it.
            stream.Flush(flushToDisk: true);
        }

        File.Move(partial, Path.Combine(path, file.Name), overwrite: true);
    }

    private MimeMessage Write(ScheduleView schedule, DateTimeOffset dueAt, ReportFile file)
    {
        var from = MailboxAddress.Parse(mail.Value.From);
        var body = new BodyBuilder { TextBody = $"{file.Title}\n\nThe report is attached.\n" };
        body.Attachments.Add(file.Name, file.Content, ContentType.Parse(file.MediaType));
        return new MimeMessage([from], schedule.Mail!.Select(static address => new MailboxAddress("", address)), file.Title,
            body.ToMessageBody())
        {
            Date = clock.GetUtcNow(),
            MessageId = string.Create(CultureInfo.InvariantCulture, $"report-{schedule.Id}-{dueAt.ToUnixTimeSeconds()}@{from.Domain}"),
        };
    }
}
