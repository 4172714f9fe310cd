using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Lockstep.Backup;
using Lockstep.Host.Settings;
using Lockstep.Runtime.Storage;

namespace Lockstep.Host.Commands;

/// <summary><c>lockstep migrate-store</c>: from the SQLite files of a data folder to PostgreSQL, while no server runs.</summary>
internal static class MigrateStoreCommand
{
    public static Command Create(HostFactory host)
    {
        var command = new Command(
            "migrate-store",
            "Copy the databases of the data folder (LOCKSTEP_DATA) to PostgreSQL (LOCKSTEP_POSTGRES). Stop the server first. Cut short at "
                + "any moment, run it again: it goes on.");
        command.SetAction((_, _) => CopyCommand.RunUntilStoppedAsync(
            host,
            "stopped; run the same command again to go on. No server starts on PostgreSQL before it is done; the data folder is as it was.",
            RunAsync));
        return command;
    }

    public static async Task RunAsync(CopyContext context, CancellationToken ct)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var data = HostSettings.FolderOf(context.Settings);
        if (!Directory.Exists(data))
        {
            throw new CommandException($"There is no data folder {data}; set LOCKSTEP_DATA as for the server.");
        }

        // Whatever LOCKSTEP_STORE says: the server that writes to these files must be stopped.
        using var folder = DataFolder.Open(data);
        await using var services = context.Build();
        var move = services.GetRequiredService<StoreMove>();
        var report = await CopyView.ShowAsync(progress => move.RunAsync(progress, ct), context.Output, context.Terminal);
        context.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Tables} tables are on PostgreSQL (databases {report.Prefix}_*): {CopyView.Rate(report.Rows, startedAt)}; "
                + $"counts and hashes of both sides agree."));
        context.Output.WriteLine("From now on start the server with two settings: LOCKSTEP_STORE=postgres, and LOCKSTEP_POSTGRES as it is "
            + "set now. LOCKSTEP_DATA stays as it is: the master key, the certificate and the flows are there.");
        context.Output.WriteLine($"The SQLite files in {data} were not changed. Once the server runs well and a backup is made, move "
            + $"{string.Join(", ", Directory.GetFiles(data, "*.db").Select(Path.GetFileName).Order(StringComparer.Ordinal))} away.");
    }
}
