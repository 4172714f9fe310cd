using System.ComponentModel;
using System.Diagnostics;

namespace Lockstep.Bench.Sql;

/// <summary>The sqlite3 shell.</summary>
internal static class Shell
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="read">Reads what it writes.</param>
    /// <param name="arguments">What it is told.</param>
    public static async Task RunAsync(Func<Stream, Task> read, params string[] arguments)
    {
        var start = new ProcessStartInfo("sqlite3", arguments) { RedirectStandardOutput = true, UseShellExecute = false };
        try
        {
            using var shell = Process.Start(start)!;
            await read(shell.StandardOutput.BaseStream);
            await shell.WaitForExitAsync();
            if (shell.ExitCode != 0)
            {
                throw new NotAvailableException($"sqlite3 ended with {shell.ExitCode}");
            }
        }
        catch (Win32Exception error)
        {
            throw new NotAvailableException($"sqlite3: {error.Message}; install the package sqlite3");
        }
    }
}
