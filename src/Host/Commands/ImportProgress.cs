using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Lockstep.Host.Commands;

/// <summary>Shows how an upload goes on: a bar at a terminal, else a plain line now and then.</summary>
internal static class ImportProgress
{
    private static readonly TimeSpan BarPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LinePause = TimeSpan.FromSeconds(5);

    /// <param name="upload">The upload, which this starts.</param>
    /// <param name="output">Where plain lines go.</param>
    /// <param name="terminal">Where the bar goes; null when there is no terminal.</param>
    /// <param name="ct">Stops the upload.</param>
    public static Task<ImportState> ShowAsync(ImportUpload upload, TextWriter output, IAnsiConsole? terminal, CancellationToken ct) =>
        terminal is not null
            ? ShowBarAsync(upload, terminal, ct)
            : FollowAsync(upload, LinePause, (_, text) => output.WriteLine(text), ct);

    private static Task<ImportState> ShowBarAsync(ImportUpload upload, IAnsiConsole terminal, CancellationToken ct) => terminal.Progress()
        .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
        .StartAsync(async context =>
        {
            var bar = context.AddTask("sending", maxValue: upload.Rows);
            var result = await FollowAsync(
                upload, BarPause, (state, text) => bar.Value(state.Rows).Description = text, ct);
            bar.Value(upload.Rows).Description = "done";
            return result;
        });

    /// <summary>
    /// Sends the file and asks every now and then how far the server is; a look that fails says nothing about the import.
    /// </summary>
    private static async Task<ImportState> FollowAsync(
        ImportUpload upload, TimeSpan pause, Action<ImportState, string> show, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        var before = upload.Before is { State: "interrupted" } interrupted ? interrupted.Rows : 0;
        var sending = upload.SendAsync(ct);
        while (await Task.WhenAny(sending, Task.Delay(pause, TimeProvider.System, ct)) != sending)
        {
            if (await LookAsync(upload, ct) is { State: "running" } state)
            {
                var rate = (state.Rows - before) / Stopwatch.GetElapsedTime(began).TotalSeconds;
                var left = TimeSpan.FromSeconds(Math.Ceiling(Math.Max(0, upload.Rows - state.Rows) / Math.Max(1, rate)));
                show(state, string.Create(CultureInfo.InvariantCulture, $"{state.Rows:N0} rows, {rate:N0} rows/s, {left:g} left"));
            }
        }

        return await sending;
    }

    private static async Task<ImportState?> LookAsync(ImportUpload upload, CancellationToken ct)
    {
        try
        {
            return await upload.FindAsync(ct);
        }
        catch (CommandException)
        {
            return null;
        }
    }
}
