using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Lockstep.Bench.Servers;

namespace Lockstep.Bench.Results;

/// <summary>The machine that the figures are from.</summary>
internal static class Machine
{
    private const int PageBytes = 4_096;
    private static readonly TimeSpan FsyncTime = TimeSpan.FromSeconds(1);

    public static string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        cpu      {Value("/proc/cpuinfo", "model name")}, {Environment.ProcessorCount} cores, shared by server and load generator
        ram      {Kilobytes() / 1_024 / 1_024:0.0} GiB
        kernel   {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}, {RuntimeInformation.OSDescription}
        runtime  {RuntimeInformation.FrameworkDescription}
        disk     {FsyncsPerSecond():#,##0} fsync/s of {PageBytes} appended bytes
        """);

    private static double Kilobytes() =>
        double.TryParse(Value("/proc/meminfo", "MemTotal").Split(' ')[0], CultureInfo.InvariantCulture, out var kilobytes) ? kilobytes : 0;

    private static string Value(string file, string name)
    {
        var line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? "unknown";
    }

    private static double FsyncsPerSecond()
    {
        using var file = File.OpenHandle(
            Path.Combine(Workspace.NewFolder("fsync"), "file"), FileMode.CreateNew, FileAccess.Write, FileShare.None,
            FileOptions.DeleteOnClose);
        var page = new byte[PageBytes];
        var began = Stopwatch.GetTimestamp();
        var count = 0;
        while (Stopwatch.GetElapsedTime(began) < FsyncTime)
        {
            RandomAccess.Write(file, page, (long)count++ * PageBytes);
            RandomAccess.FlushToDisk(file);
        }

        return count / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
