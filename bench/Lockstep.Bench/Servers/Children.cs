using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lockstep.Bench.Servers;

/// <summary>Starts processes that do not outlive the bench.</summary>
internal static class Children
{
    private static readonly List<Process> Started = [];

    // Kept, or the collector takes them away; a signal would end this process without its ProcessExit.
    private static readonly PosixSignalRegistration[] Signals =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => KillAll()),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => KillAll()),
    ];

    static Children() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        KillAll();
        Array.ForEach(Signals, signal => signal.Dispose());
    };

    /// <summary>Runs a .NET assembly; what it prints goes to a file, so that reading it costs the generator nothing.</summary>
    public static Process Start(string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string log)
    {
        // exec: the shell turns into the server, so the process id is the server's.
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, RedirectStandardInput = true };
        string[] command = ["-c", "log=$1; shift; exec \"$@\" > \"$log\" 2>&1", "sh", log, "dotnet", assembly, .. arguments];
        Array.ForEach(command, start.ArgumentList.Add);
        Clear(start.Environment);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        Started.Add(process);
        return process;
    }

    /// <summary>
    /// What the surroundings of the bench say about .NET is not for the servers: both get the same, or their own defaults.
    /// </summary>
    private static void Clear(IDictionary<string, string?> environment)
    {
        string[] prefixes = ["DOTNET_", "ASPNETCORE_", "LOCKSTEP_"];
        foreach (
            var name in environment.Keys.Where(name => prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))).ToList())
        {
            if (name is not ("DOTNET_ROOT" or "DOTNET_CLI_HOME"))
            {
                environment.Remove(name);
            }
        }
    }

    private static void KillAll()
    {
        foreach (var process in Started)
        {
            try
            {
                process.Kill();
            }
            catch (InvalidOperationException)
            {
                // It is gone already.
            }
        }
    }
}
