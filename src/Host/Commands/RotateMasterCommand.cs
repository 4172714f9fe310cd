using System.CommandLine;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;

namespace Lockstep.Host.Commands;

/// <summary><c>lockstep secrets rotate-master</c>: a new master key, while no server runs.</summary>
internal static class RotateMasterCommand
{
    public static Command Create()
    {
        var to = new Option<string>("--to") { Description = "Write the new key to this file and leave the old one where it is; a key that is there already is taken" };
        var command = new Command(
            "rotate-master", "Change the master key. Stop the server first. Cut short at any moment, run it again.") { to };
        command.SetAction((result, ct) => RunAsync(() => Program.Build(), result.GetValue(to), Console.Out, Console.Error, ct));
        return command;
    }

    public static async Task<int> RunAsync(Func<WebApplication> build, string? to, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        try
        {
            await using var app = build();
            var folder = Path.GetFullPath(app.Configuration["LOCKSTEP_DATA"] ?? "data");
            if (!Directory.Exists(folder))
            {
                throw new CommandException($"There is no data folder {folder}; set LOCKSTEP_DATA as for the server.");
            }

            // The lock of the folder, before anything else: a running server would go on with the old key.
            _ = app.Services.GetRequiredService<DataFolder>();
            var file = app.Services.GetRequiredService<MasterKeyFile>().Path;
            if (!File.Exists(file))
            {
                throw new CommandException($"There is no master key {file}; set LOCKSTEP_MASTER_KEY_FILE as for the server.");
            }

            var count = await app.Services.GetRequiredService<MasterKeyChange>().RunAsync(to, ct);
            output.WriteLine(to is null
                ? $"{count} databases open with the new master key, which is in {file}. Keep a copy of it apart from backups; older backups need the old one."
                : $"{count} databases open with the new master key, which is in {to}. Set LOCKSTEP_MASTER_KEY_FILE={to} before you start; older backups need the old one, {file}.");
            return 0;
        }
        catch (Exception error) when ((error as CommandException)?.Message is { } || ServeCommand.Explain(error) is { })
        {
            errors.WriteLine($"lockstep: {((error as CommandException)?.Message ?? ServeCommand.Explain(error))!.ReplaceLineEndings(" ")}");
            return 1;
        }
    }
}
