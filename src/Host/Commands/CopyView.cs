using System.Diagnostics;
using System.Globalization;
using Lockstep.Backup;
using Spectre.Console;

namespace Lockstep.Host.Commands;

/// <summary>Shows how a copy of databases goes on: a bar at a terminal, else a plain line now and then.</summary>
internal static class CopyView
{
    private static readonly TimeSpan BarPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LinePause = TimeSpan.FromSeconds(5);

    /// <param name="work">The copy, which this starts.</param>
    /// <param name="output">Where plain lines go.</param>
    /// <param name="terminal">Where the bar goes; null when there is no terminal.</param>
    public static Task<T> ShowAsync<T>(Func<CopyProgress, Task<T>> work, TextWriter output, IAnsiConsole? terminal)
    {
        var progress = new CopyProgress();
        return terminal is null
            ? FollowAsync(work, progress, LinePause, () => output.WriteLine(Line(progress)))
            : terminal.Progress()
                .AutoClear(enabled: true)
                .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
                .StartAsync(context =>
                {
                    var bar = context.AddTask("starting", maxValue: 1);
                    return FollowAsync(work, progress, BarPause, () => Show(bar, progress));
                });
    }

    /// <summary>Rows per second, for the last line.</summary>
    public static string Rate(long rows, long startedAt) =>
        string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows in {Stopwatch.GetElapsedTime(startedAt).TotalSeconds:N1} s");

    private static async Task<T> FollowAsync<T>(Func<CopyProgress, Task<T>> work, CopyProgress progress, TimeSpan pause, Action show)
    {
        // On a thread of its own: reading SQLite waits for nobody.
        var copying = Task.Run(() => work(progress));
        while (await Task.WhenAny(copying, Task.Delay(pause, TimeProvider.System)) != copying)
        {
            if (progress.Phase.Length > 0)
            {
                show();
            }
        }

        return await copying;
    }

    private static void Show(ProgressTask bar, CopyProgress progress)
    {
        bar.MaxValue = Math.Max(1, progress.Total);
        bar.Value = progress.Rows;
        bar.Description = Markup.Escape(Line(progress));
    }

    private static string Line(CopyProgress progress) =>
        string.Create(CultureInfo.InvariantCulture, $"{progress.Phase} {progress.Table}: {progress.Rows:N0} of {progress.Total:N0} rows");
}
