using System.CommandLine;
using System.Globalization;

namespace Lockstep.Host.Commands;

/// <summary><c>lockstep reports rebuild</c>: has the running server build all reports anew, and tells how it goes on.</summary>
internal static class ReportsCommand
{
    private const string Path = "/api/reports/rebuild";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static Command Create() => new("reports", "The figures that are kept for reports")
    {
        ServerCommand.Create(
            "rebuild", "Build all reports anew from the records. They answer from the old ones until that is done.",
            (_, context, ct) => RebuildAsync(context, TimeProvider.System, ct)),
    };

    public static Task<int> RebuildAsync(CommandContext context, TimeProvider clock, CancellationToken ct) => context.RunAsync(
        async api =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Path);
            using var answer = await api.SendAsync(request, null, ct);
            var asked = await ServerApi.ReadAsync(answer, CommandJson.Default.RebuildState, ct);
            var (state, told) = (asked, "");

            // A rebuild that somebody asked for later takes the place of this one: then there is nothing left to wait for.
            while (!(state.Id == asked.Id && state.State is "done") && state.Id <= asked.Id)
            {
                await Task.Delay(Pause, clock, ct);
                state = await api.GetAsync(Path, CommandJson.Default.RebuildState, ct);
                told = Tell(context.Output, state, told);
            }

            context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"Reports answer from {state.Records:N0} records that were read."));
        },
        ct);

    /// <summary>One line whenever it has gone on.</summary>
    private static string Tell(TextWriter output, RebuildState state, string told)
    {
        var now = state.Kind is null ? "" : $", now {state.Kind}s";
        var failed = state.Reason is { } reason
            ? string.Create(CultureInfo.InvariantCulture, $"; failed {state.Attempts:N0} times, at last: {reason}")
            : "";
        var line = string.Create(CultureInfo.InvariantCulture, $"{state.State}: {state.Records:N0} records{now}{failed}");
        if (!string.Equals(line, told, StringComparison.Ordinal))
        {
            output.WriteLine(line);
        }

        return line;
    }
}
