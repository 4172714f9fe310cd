using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Lockstep.Backup;
using Lockstep.Runtime.Storage;

namespace Lockstep.Host.Commands;

/// <summary><c>lockstep restore FILE</c>: brings a backup back into an empty place, while no server runs.</summary>
internal static class RestoreCommand
{
    private const long DefaultGap = 100_000;
    private const long GapMax = 1_000_000_000_000;

    public static Command Create(HostFactory host)
    {
        var file = new Argument<string>("FILE") { Description = "The backup" };
        var gap = new Option<long>("--id-gap")
        {
            Description = "By how much ids and positions jump forward, so that none is given a second time; "
                + "at least as many as may have been given since the backup",
            DefaultValueFactory = _ => DefaultGap,
        };
        var withoutKey = new Option<bool>("--without-key")
        {
            Description = "Restore although the master key of the backup is not here; no server starts before it is",
        };
        var command = new Command(
            "restore",
            "Bring a backup back, into an empty data folder or PostgreSQL server. Stop the server first. Cut short, run it again.")
        {
            file,
            gap,
            withoutKey,
        };
        command.SetAction(
            (result, _) =>
                CopyCommand.RunUntilStoppedAsync(
                    host,
                    "stopped; no server starts on what is there. Run the same command again, which starts over.",
                    (context, ct) =>
                        RunAsync(
                            context, result.GetValue(file)!, new RestoreSettings(result.GetValue(gap), result.GetValue(withoutKey)), ct)));
        return command;
    }

    public static async Task RunAsync(CopyContext context, string path, RestoreSettings settings, CancellationToken ct)
    {
        if (settings.IdGap is < 0 or > GapMax)
        {
            throw new CommandException($"--id-gap is {settings.IdGap}, but must be a number from 0 to {GapMax}.");
        }

        var startedAt = Stopwatch.GetTimestamp();
        await using var services = context.Build();

        // On SQLite nobody else gets the folder from here on; on PostgreSQL the databases themselves are held.
        _ = services.GetRequiredService<DataFolder>();
        var job = services.GetRequiredService<RestoreJob>();
        var report = await CopyView.ShowAsync(progress => job.RunAsync(path, settings, progress, ct), context.Output, context.Terminal);
        context.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Restored as of {report.At:yyyy-MM-dd HH:mm:ss.fff} UTC: {CopyView.Rate(report.Rows, startedAt)}, read back and found the "
                + $"same. New ids and positions begin {settings.IdGap:N0} further on."));
        context.Output.WriteLine(report.KeyOpens
            ? "The master key opens its secrets. Start the server; deliveries that were under way then go again."
            : "Its secrets were not opened: before the server starts, bring the master key to where LOCKSTEP_MASTER_KEY_FILE says (default "
                + "master.key in the data folder).");
    }
}
