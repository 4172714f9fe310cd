using System.CommandLine;
using Lockstep.Host.Settings;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Postgres;

namespace Lockstep.Host.Commands;

/// <summary><c>lockstep secrets rotate-master</c>: a new master key, while no server runs.</summary>
internal static class RotateMasterCommand
{
    public static Command Create(HostFactory host)
    {
        var to = new Option<string>("--to")
        {
            Description = "Write the new key to this file and leave the old one where it is; a key that is there already is taken",
        };
        var command = new Command("rotate-master", "Change the master key. Stop the server first. Cut short at any moment, run it again.")
        {
            to,
        };
        command.SetAction((result, ct) => RunAsync(HostSettings.Read(), host.Server, result.GetValue(to), Console.Out, Console.Error, ct));
        return command;
    }

    /// <param name="settings">Those of the server.</param>
    /// <param name="build">
    /// Puts the process together, which takes the lock of the data folder: a running server would go on with the old key.
    /// </param>
    /// <param name="to">A file for the new key; null to replace the old one.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="errors">Standard error.</param>
    /// <param name="ct">Cuts it short.</param>
    public static async Task<int> RunAsync(
        IConfiguration settings, Func<WebApplication> build, string? to, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        try
        {
            var file = FindKey(settings);
            await using var app = build();
            _ = app.Services.GetRequiredService<DataFolder>();
            var change = app.Services.GetRequiredService<MasterKeyChange>();

            // On a database server the folder is shared and keeps nobody out: there each database is taken alone.
            using var alone = app.Services.GetRequiredService<SoleUse>();
            await alone.TakeAsync(ct);
            var count = await change.RunAsync(to, ct);
            output.WriteLine(to is null
                ? $"{count} databases open with the new master key, which is in {file}. Keep a copy "
                    + "of it apart from backups; older backups need the old one."
                : $"{count} databases open with the new master key, which is in {to}. Set LOCKSTEP_MASTER_KEY_FILE={to} before you start; "
                    + $"older backups need the old one, {file}.");
            return 0;
        }
        catch (Exception error) when (Explain(error) is { } line)
        {
            errors.WriteLine($"lockstep: {line.ReplaceLineEndings(" ")}");
            return 1;
        }
    }

    private static string? Explain(Exception error) => error is CommandException known ? known.Message : ServeCommand.Explain(error);

    /// <summary>
    /// Before anything is made: a server makes a folder and a key where there are none, which would be the wrong ones here.
    /// </summary>
    public static string FindKey(IConfiguration settings)
    {
        var folder = HostSettings.FolderOf(settings);
        if (!Directory.Exists(folder))
        {
            throw new CommandException($"There is no data folder {folder}; set LOCKSTEP_DATA as for the server.");
        }

        var file = settings["LOCKSTEP_MASTER_KEY_FILE"] is { Length: > 0 } configured ? configured : Path.Combine(folder, "master.key");
        return File.Exists(file)
            ? file
            : throw new CommandException($"There is no master key {file}; set LOCKSTEP_MASTER_KEY_FILE as for the server.");
    }
}
