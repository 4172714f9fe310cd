using System.Diagnostics;
using System.Globalization;

namespace Lockstep.Bench.Servers;

/// <summary>Makes the disk of the Lockstep server slow: a small library, preloaded, lets each sync take so much longer.</summary>
internal static class SlowDisk
{
    private const string Source = "bench/slow-disk.c";
    private const int MicrosecondsPerMillisecond = 1_000;

    /// <summary>Builds the library; what the server's environment must say.</summary>
    /// <exception cref="NotAvailableException">There is no C compiler.</exception>
    public static async Task<Dictionary<string, string>> BuildAsync(int milliseconds)
    {
        var library = Path.Combine(Workspace.NewFolder("slow-disk"), "slow-disk.so");
        string[] arguments = ["-shared", "-fPIC", "-O2", "-o", library, Path.Combine(Workspace.Repository, Source), "-ldl", "-lpthread"];
        try
        {
            using var build = Process.Start(new ProcessStartInfo("gcc", arguments) { UseShellExecute = false })!;
            await build.WaitForExitAsync();
            if (build.ExitCode != 0)
            {
                throw new NotAvailableException($"{Source} does not build");
            }
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new NotAvailableException("--sync-ms needs gcc; install Debian's package gcc");
        }

        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["LD_PRELOAD"] = library,
            ["SLOW_SYNC_US"] = (milliseconds * MicrosecondsPerMillisecond).ToString(CultureInfo.InvariantCulture),
        };
    }
}
