using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Lockstep.Bench.Load;

/// <summary>Gives out the moments at which requests are due, evenly, whatever becomes of the requests.</summary>
internal static class Pace
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>
    /// Writes each due time (a timestamp of <see cref="Stopwatch"/>) when it comes; late ones at once, one after the other.
    /// </summary>
    public static Task RunAsync(ChannelWriter<long> due, int perSecond, TimeSpan time) => Task.Factory.StartNew(
        () => Run(due, perSecond, time), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void Run(ChannelWriter<long> due, int perSecond, TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        var count = (long)(perSecond * time.TotalSeconds);
        for (var i = 0L; i < count; i++)
        {
            var at = began + i * Stopwatch.Frequency / perSecond;
            WaitUntil(at);
            due.TryWrite(at);
        }

        due.Complete();
    }

    /// <summary>
    /// Spinning would take a core from the servers, and Thread.Sleep is a millisecond late: ask the kernel for the rest in nanoseconds.
    /// </summary>
    private static void WaitUntil(long at)
    {
        long left;
        while ((left = at - Stopwatch.GetTimestamp()) > 0)
        {
            var pause = new Pause(0, Math.Min(left * NanosecondsPerSecond / Stopwatch.Frequency, NanosecondsPerSecond - 1));
            _ = Sleep(in pause, IntPtr.Zero);
        }
    }

    [DllImport("libc", EntryPoint = "nanosleep", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sleep(in Pause pause, IntPtr left);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Pause(long Seconds, long Nanoseconds);
}
