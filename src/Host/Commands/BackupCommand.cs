using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Lockstep.Backup;

namespace Lockstep.Host.Commands;

/// <summary><c>lockstep backup FILE</c>: all databases in one file, while the server runs.</summary>
internal static class BackupCommand
{
    public static Command Create(HostFactory host)
    {
        var file = new Argument<string>("FILE") { Description = "The file to write, or a folder in which it gets a name with the time" };
        var force = new Option<bool>("--force") { Description = "Replace a file that is there already" };
        var command = new Command(
            "backup", "Write all databases to one file and read it back. Works while the server runs. The master key is never in it.")
        {
            file,
            force,
        };
        command.SetAction(
            (result, _) =>
                CopyCommand.RunUntilStoppedAsync(
                    host, "stopped; there is no backup, and nothing was left behind.",
                    (context, ct) => WriteAsync(context, result.GetValue(file)!, result.GetValue(force), ct)));
        command.Add(CreateVerify(host));
        return command;
    }

    public static async Task WriteAsync(CopyContext context, string path, bool replace, CancellationToken ct)
    {
        var startedAt = Stopwatch.GetTimestamp();
        await using var services = context.Build();
        var job = services.GetRequiredService<BackupJob>();
        var report = await CopyView.ShowAsync(progress => job.RunAsync(path, replace, progress, ct), context.Output, context.Terminal);
        context.Output.WriteLine(
            $"{report.File}: {CopyView.Rate(report.Rows, startedAt)}, {Size(report.Bytes)}, read back and found whole.");
        context.Output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"It holds everything as of {report.At:yyyy-MM-dd HH:mm:ss.fff} UTC; writes "
                    + $"waited {report.Pause.TotalMilliseconds:N0} ms for that."
            ));
        SayWhatIsMissing(context.Output, report);
    }

    public static async Task VerifyAsync(CopyContext context, string path, CancellationToken ct)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var report = await CopyView.ShowAsync(progress => BackupJob.VerifyAsync(path, progress, ct), context.Output, context.Terminal);
        context.Output.WriteLine($"{report.File} is whole: {CopyView.Rate(report.Rows, startedAt)}, {Size(report.Bytes)}.");
        context.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"It holds everything as of {report.At:yyyy-MM-dd HH:mm:ss.fff} UTC, from {report.Store}, "
                + $"written by Lockstep {report.Version}."));
        SayWhatIsMissing(context.Output, report);
    }

    private static Command CreateVerify(HostFactory host)
    {
        var file = new Argument<string>("FILE") { Description = "The backup" };
        var verify = new Command("verify", "Read a backup and compare every count and hash; needs no databases.") { file };
        verify.SetAction((result, _) => CopyCommand.RunUntilStoppedAsync(
            host, "stopped before the end; nothing can be said of the backup.",
            (context, ct) => VerifyAsync(context, result.GetValue(file)!, ct)));
        return verify;
    }

    private static void SayWhatIsMissing(TextWriter output, BackupReport report)
    {
        if (report.Masters.Count > 0)
        {
            output.WriteLine($"Not in it: the master key {report.Masters[^1]}, without which no server "
                + "starts on it. Keep a copy of that file apart from backups.");
        }
    }

    private static string Size(long bytes) => bytes switch
    {
        >= 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024:N1} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:N0} KiB"),
    };
}
