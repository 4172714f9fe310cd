using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Lockstep.Host.Commands;

/// <summary>Shows how an upload goes on: a bar at a terminal, else a plain line now and then.</summary>
internal static class ImportProgress
{
    private static readonly TimeSpan BarPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LinePause = TimeSpan.FromSeconds(5);

    public static Task<ImportState> ShowAsync(ImportUpload upload, TextWriter output, CancellationToken ct) =>
        ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected
            ? ShowBarAsync(upload, ct)
            : FollowAsync(upload, LinePause, (rows, rate) => output.WriteLine($"{rows}, {rate}"), ct);

    private static Task<ImportState> ShowBarAsync(ImportUpload upload, CancellationToken ct) => AnsiConsole.Progress()
        .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new RemainingTimeColumn())
        .StartAsync(async context =>
        {
            var bar = context.AddTask("", maxValue: 1);
            var result = await FollowAsync(
                upload, BarPause, (rows, rate) => bar.Value(upload.Sent).Description = $"{rows}, {rate}, time left", ct);
            bar.Value(1).Description = "done";
            return result;
        });

    /// <summary>Sends the file and asks every now and then how far the server is; a look that fails says nothing about the import.</summary>
    private static async Task<ImportState> FollowAsync(ImportUpload upload, TimeSpan pause, Action<string, string> show, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        var before = upload.Before is { State: "interrupted" } interrupted ? interrupted.Rows : 0;
        var sending = upload.SendAsync(ct);
        while (await Task.WhenAny(sending, Task.Delay(pause, TimeProvider.System, ct)) != sending)
        {
            if (await LookAsync(upload, ct) is { State: "running" } state)
            {
                var rate = (state.Rows - before) / Stopwatch.GetElapsedTime(began).TotalSeconds;
                show(string.Create(CultureInfo.InvariantCulture, $"{state.Rows:N0} rows"), string.Create(CultureInfo.InvariantCulture, $"{rate:N0} rows/s"));
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
